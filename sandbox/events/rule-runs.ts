import { randomUUID } from 'node:crypto';
import type { RuleReport } from '../cloudwatch/rule-metrics.ts';
import type { RuleTarget, StandingRule } from './rule.ts';

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
  /**
   * Runs the function, and looks at what it changed.
   * @param at of the schedule's event, in epoch milliseconds
   */
  watch(run: () => Promise<void>, at: number): Promise<void>;
  /** Told of a run that is left out. */
  leaveOut(): void;
}

export interface RuleRunsOptions {
  readonly accountId: string;
  readonly region: string;
  /** Whether the function's policy lets EventBridge invoke it for the rule. */
  readonly mayInvoke: (functionArn: string, ruleArn: string) => boolean;
  /** Invokes a function asynchronously; resolves when its first attempt is over. */
  readonly send: (functionArn: string, payload: Buffer) => Promise<void>;
  /** For functions whose idle runs may be left out. */
  readonly idleRunsOf?: (functionArn: string) => IdleRuns | undefined;
  /** Told of every time a rule ran, also where its function was left out. */
  readonly onRun?: (report: RuleReport) => void;
}

const MOST_RUNS_KEPT = 10_000;

/** Runs the targets of rules, and remembers what came of it. */
export class RuleRuns {
  readonly #options: RuleRunsOptions;
  readonly #runs: RuleRun[] = [];

  constructor(options: RuleRunsOptions) {
    this.#options = options;
  }

  /** The last ten thousand, newest last. */
  all(): readonly RuleRun[] {
    return this.#runs;
  }

  /** Resolves when the first attempt at every target is over. */
  async run(rule: StandingRule, at: number): Promise<void> {
    const { name: ruleName, targets } = rule;
    const runs = targets.map((target) => ({ target, outcome: this.#outcomeOf(rule, target) }));
    for (const { target, outcome } of runs) {
      this.#remember({ ruleName, functionArn: target.functionArn, at, outcome });
    }
    const failed = runs.filter(({ outcome }) => outcome === 'refused').length;
    this.#options.onRun?.({ ruleName, at, invocations: runs.length, failed });
    await Promise.all(runs.map(({ target, outcome }) => this.#runTarget(rule, target, outcome, at)));
  }

  #outcomeOf({ arn }: StandingRule, { functionArn }: RuleTarget): RuleRun['outcome'] {
    const { mayInvoke, idleRunsOf } = this.#options;
    if (!mayInvoke(functionArn, arn)) return 'refused';
    return idleRunsOf?.(functionArn)?.isNeeded() === false ? 'left-out' : 'invoked';
  }

  async #runTarget({ arn }: StandingRule, target: RuleTarget, outcome: RuleRun['outcome'], at: number): Promise<void> {
    const { send, idleRunsOf } = this.#options;
    const { functionArn, input } = target;
    const idleRuns = idleRunsOf?.(functionArn);
    if (outcome === 'left-out') idleRuns?.leaveOut();
    if (outcome !== 'invoked') return;
    const run = () => send(functionArn, Buffer.from(input ?? JSON.stringify(this.#event(arn, at))));
    await (idleRuns === undefined ? run() : idleRuns.watch(run, at));
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
}
