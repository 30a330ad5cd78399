import type { Asking } from '../../functions/core/dead-token.ts';
import { SWEEP } from '../../infra/function-names.ts';
import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../aws/aws-service.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import { LeftOutRuns } from '../cloudwatch/left-out-runs.ts';
import type { Authorisation } from '../iam/authorisation.ts';
import { readFunctionName } from '../lambda/function-name.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { EventRules } from './event-rules.ts';
import { IdleSweeps, type SweptStack } from './idle-sweeps.ts';
import type { IdleRuns } from './rule-runs.ts';

interface StackRulesOptions extends SweptStack {
  readonly lambda: Lambda;
  readonly authorisation: Authorisation;
  readonly cloudWatch: Pick<CloudWatch, 'metrics' | 'ruleRan'>;
}

/**
 * The rules of the stack, which invoke the sandbox's functions where their resource policies let EventBridge. Idle runs
 * of the sweep are left out; of any other function nobody knows whether a run is idle.
 */
export function stackRules(options: StackRulesOptions): EventRules {
  const { clock, lambda, authorisation, secretsManager, cloudWatch } = options;
  const idleSweeps = new Map<string, IdleRuns>();
  const idleSweepsOf = (functionArn: string): IdleRuns => {
    const known =
      idleSweeps.get(functionArn) ??
      withMetrics(new IdleSweeps(options, askingOf(lambda, functionArn)), functionArn, options);
    idleSweeps.set(functionArn, known);
    return known;
  };
  return new EventRules({
    clock,
    accountId: SANDBOX_ACCOUNT,
    region: SANDBOX_REGION,
    partition: SANDBOX_PARTITION,
    mayInvoke: invocationGuard(lambda, authorisation),
    send: async (functionArn, payload) => {
      await lambda.send(functionArn, payload);
      // A rotation that the function had begun is part of what came of it.
      await secretsManager.idle();
    },
    idleRunsOf: (functionArn) => (isSweep(lambda, functionArn) ? idleSweepsOf(functionArn) : undefined),
    onRun: (report) => cloudWatch.ruleRan(report),
  });
}

function withMetrics(sweeps: IdleSweeps, functionArn: string, { clock, cloudWatch }: StackRulesOptions): IdleRuns {
  const metrics = new LeftOutRuns(clock, cloudWatch.metrics, nameOf(functionArn));
  return {
    isNeeded: () => sweeps.isNeeded(),
    watch: (run, at) => sweeps.watch(() => metrics.watch(run), at),
    leaveOut: () => metrics.leaveOut(),
  };
}

/** Asks again only when the function's policy is another than the one that let the rule in. */
function invocationGuard(lambda: Lambda, authorisation: Authorisation) {
  const letIn = new Map<string, string | undefined>();
  return (functionArn: string, ruleArn: string): boolean => {
    const key = `${ruleArn} ${functionArn}`;
    const policy = lambda.policyOf(nameOf(functionArn));
    if (policy !== undefined && letIn.get(key) === policy) return true;
    const isAllowed = authorisation.serviceMay({
      service: 'events.amazonaws.com',
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      sourceArn: ruleArn,
    });
    letIn.set(key, isAllowed ? policy : undefined);
    return isAllowed;
  };
}

function nameOf(functionArn: string): string {
  return readFunctionName(functionArn)?.functionName ?? functionArn;
}

function isSweep(lambda: Lambda, functionArn: string): boolean {
  return environmentOf(lambda, functionArn)['POWERTOOLS_SERVICE_NAME'] === SWEEP;
}

function askingOf(lambda: Lambda, functionArn: string): Asking {
  const environment = environmentOf(lambda, functionArn);
  return {
    sweepEverySeconds: Number(environment['SWEEP_EVERY_SECONDS']),
    checkEverySeconds: Number(environment['CHECK_EVERY_SECONDS']),
  };
}

function environmentOf(lambda: Lambda, functionArn: string): Readonly<Record<string, string>> {
  return lambda.functions().find((one) => one.functionArn === functionArn)?.environment ?? {};
}
