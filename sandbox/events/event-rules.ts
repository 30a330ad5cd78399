import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws/aws-service.ts';
import type { RuleReport } from '../cloudwatch/rule-metrics.ts';
import type { Cancel, Clock } from '../clock.ts';
import { readSchedule, type Schedule } from './schedule-expression.ts';

/** What a rule is made of: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export interface RuleDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  readonly scheduleExpression: string;
  readonly isEnabled: boolean;
  readonly targets: readonly RuleTarget[];
}

interface RuleTarget {
  readonly id: string;
  readonly functionArn: string;
  /** JSON that the function gets in place of the event. */
  readonly input?: string | undefined;
  /** It changes nothing here: Lambda accepts every event at once. */
  readonly retryPolicy?: object | undefined;
}

/** A rule as it stands; whether it is enabled may have changed since it was made. */
export interface StandingRule extends RuleDefinition {
  readonly arn: string;
}

/** One run of a rule, or one that was left out. */
export interface RuleRun {
  readonly ruleName: string;
  readonly functionArn: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** `left-out`: the function would have found nothing to do. `refused`: its policy does not let EventBridge in. */
  readonly outcome: 'invoked' | 'left-out' | 'refused';
}

/** What knows of a function which of its runs would find nothing to do. */
export interface IdleRuns {
  isNeeded(): boolean;
  /** Runs the function, and looks at what it changed. */
  watch(run: () => Promise<void>): Promise<void>;
  /** Told of a run that is left out. */
  leaveOut(): void;
}

interface EventRulesOptions {
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** Whether the function's policy lets EventBridge invoke it for the rule. */
  readonly mayInvoke: (functionArn: string, ruleArn: string) => boolean;
  /** Invokes a function asynchronously; resolves when its first attempt is over. */
  readonly send: (functionArn: string, payload: Buffer) => Promise<void>;
  /** For functions whose idle runs may be left out. */
  readonly idleRunsOf?: (functionArn: string) => IdleRuns | undefined;
  /** Told of every time a rule ran, also where its function was left out. */
  readonly onRun?: (report: RuleReport) => void;
}

interface Rule {
  readonly definition: RuleDefinition;
  readonly arn: string;
  readonly schedule: Schedule;
  isEnabled: boolean;
  cancel: Cancel | undefined;
}

const MOST_RUNS_KEPT = 10_000;

/** EventBridge's rules with a schedule, on the sandbox's clock. A move of the clock waits for the runs on the way. */
export class EventRules {
  readonly #options: EventRulesOptions;
  readonly #rules = new Map<string, Rule>();
  readonly #runs: RuleRun[] = [];

  constructor(options: EventRulesOptions) {
    this.#options = options;
  }

  /**
   * Makes a rule, and begins its schedule.
   * @returns its ARN
   * @throws AwsError `ValidationException` for a schedule that cannot be read
   */
  put(definition: RuleDefinition): string {
    const { clock, partition, region, accountId } = this.#options;
    const { name, scheduleExpression, isEnabled } = definition;
    const arn = `arn:${partition}:events:${region}:${accountId}:rule/${name}`;
    const schedule = readSchedule(scheduleExpression, clock.now());
    this.#rules.get(name)?.cancel?.();
    const rule: Rule = { definition, arn, schedule, isEnabled, cancel: undefined };
    this.#rules.set(name, rule);
    if (isEnabled) this.#plan(rule, clock.now());
    return arn;
  }

  /** As EnableRule does; a schedule goes on as if it had never stood still. @throws AwsError `ResourceNotFoundException` */
  enable(name: string): void {
    const rule = this.#named(name);
    rule.isEnabled = true;
    rule.cancel?.();
    this.#plan(rule, this.#options.clock.now());
  }

  /** As DisableRule does. @throws AwsError `ResourceNotFoundException` */
  disable(name: string): void {
    const rule = this.#named(name);
    rule.isEnabled = false;
    rule.cancel?.();
    rule.cancel = undefined;
  }

  all(): StandingRule[] {
    return [...this.#rules.values()].map(standing);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  find(name: string): StandingRule {
    return standing(this.#named(name));
  }

  /** As DeleteRule does. @throws AwsError `ResourceNotFoundException` */
  remove(name: string): void {
    this.disable(name);
    this.#rules.delete(name);
  }

  names(): string[] {
    return [...this.#rules.keys()];
  }

  /** The last ten thousand runs, newest last. */
  runs(): readonly RuleRun[] {
    return this.#runs;
  }

  #plan(rule: Rule, after: number): void {
    const next = rule.schedule.nextAfter(after);
    rule.cancel = next === Infinity ? undefined : this.#options.clock.at(next, () => this.#run(rule, next));
  }

  async #run(rule: Rule, at: number): Promise<void> {
    this.#plan(rule, at);
    const { name: ruleName, targets } = rule.definition;
    const runs = targets.map((target) => ({ target, outcome: this.#outcomeOf(rule, target) }));
    for (const { target, outcome } of runs) {
      this.#remember({ ruleName, functionArn: target.functionArn, at, outcome });
    }
    const failed = runs.filter(({ outcome }) => outcome === 'refused').length;
    this.#options.onRun?.({ ruleName, at, invocations: runs.length, failed });
    await Promise.all(runs.map(({ target, outcome }) => this.#runTarget(rule, target, outcome, at)));
  }

  #outcomeOf(rule: Rule, { functionArn }: RuleTarget): RuleRun['outcome'] {
    const { mayInvoke, idleRunsOf } = this.#options;
    if (!mayInvoke(functionArn, rule.arn)) return 'refused';
    return idleRunsOf?.(functionArn)?.isNeeded() === false ? 'left-out' : 'invoked';
  }

  async #runTarget(rule: Rule, target: RuleTarget, outcome: RuleRun['outcome'], at: number): Promise<void> {
    const { send, idleRunsOf } = this.#options;
    const { functionArn, input } = target;
    const idleRuns = idleRunsOf?.(functionArn);
    if (outcome === 'left-out') idleRuns?.leaveOut();
    if (outcome !== 'invoked') return;
    const run = () => send(functionArn, Buffer.from(input ?? JSON.stringify(this.#event(rule.arn, at))));
    await (idleRuns === undefined ? run() : idleRuns.watch(run));
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
  #event(ruleArn: string, at: number): object {
    const { accountId, region } = this.#options;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: accountId,
      time: new Date(at).toISOString().replace(/\.\d+/, ''),
      region,
      resources: [ruleArn],
      detail: {},
    };
  }

  #remember(run: RuleRun): void {
    this.#runs.push(run);
    if (this.#runs.length > MOST_RUNS_KEPT) this.#runs.shift();
  }

  #named(name: string): Rule {
    const rule = this.#rules.get(name);
    if (rule === undefined) {
      throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
    }
    return rule;
  }
}

function standing({ definition, arn, isEnabled }: Rule): StandingRule {
  return { ...definition, arn, isEnabled };
}
