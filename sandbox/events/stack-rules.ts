import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../aws/aws-service.ts';
import type { Authorisation } from '../iam/authorisation.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { EventRules } from './event-rules.ts';
import { IdleSweeps, type SweptStack } from './idle-sweeps.ts';

interface StackRulesOptions extends SweptStack {
  readonly lambda: Lambda;
  readonly authorisation: Authorisation;
}

/**
 * The rules of the stack, which invoke the sandbox's functions where their resource policies let EventBridge. Idle runs
 * of the sweep are left out; of any other function nobody knows whether a run is idle.
 */
export function stackRules(options: StackRulesOptions): EventRules {
  const { clock, lambda, authorisation, secretsManager } = options;
  const idleSweeps = new Map<string, IdleSweeps>();
  const idleSweepsOf = (functionArn: string): IdleSweeps => {
    const known = idleSweeps.get(functionArn) ?? new IdleSweeps(options);
    idleSweeps.set(functionArn, known);
    return known;
  };
  return new EventRules({
    clock,
    accountId: SANDBOX_ACCOUNT,
    region: SANDBOX_REGION,
    partition: SANDBOX_PARTITION,
    mayInvoke: (resource, sourceArn) =>
      authorisation.serviceMay({
        service: 'events.amazonaws.com',
        action: 'lambda:InvokeFunction',
        resource,
        sourceArn,
      }),
    send: async (functionArn, payload) => {
      await lambda.send(functionArn, payload);
      // A rotation that the function had begun is part of what came of it.
      await secretsManager.idle();
    },
    idleRunsOf: (functionArn) => (isSweep(lambda, functionArn) ? idleSweepsOf(functionArn) : undefined),
  });
}

function isSweep(lambda: Lambda, functionArn: string): boolean {
  const configuration = lambda.functions().find((one) => one.functionArn === functionArn);
  return configuration?.environment['POWERTOOLS_SERVICE_NAME'] === 'revoke-superseded-tokens';
}
