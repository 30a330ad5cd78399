import { AwsError } from '../aws/aws-service.ts';
import type { Cancel, Clock } from '../clock.ts';
import { type RuleRun, RuleRuns, type RuleRunsOptions } from './rule-runs.ts';
import type { RuleDefinition, StandingRule } from './rule.ts';
import { readSchedule, type Schedule } from './schedule-expression.ts';

interface EventRulesOptions extends RuleRunsOptions {
  readonly clock: Clock;
  readonly partition: string;
}

interface Rule {
  readonly definition: RuleDefinition;
  readonly arn: string;
  readonly schedule: Schedule;
  isEnabled: boolean;
  cancel: Cancel | undefined;
}

/** EventBridge's rules with a schedule, on the sandbox's clock. A move of the clock waits for the runs on the way. */
export class EventRules {
  readonly #options: EventRulesOptions;
  readonly #rules = new Map<string, Rule>();
  readonly #runs: RuleRuns;

  constructor(options: EventRulesOptions) {
    this.#options = options;
    this.#runs = new RuleRuns(options);
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
    return this.#runs.all();
  }

  #plan(rule: Rule, after: number): void {
    const next = rule.schedule.nextAfter(after);
    rule.cancel = next === Infinity ? undefined : this.#options.clock.at(next, () => this.#run(rule, next));
  }

  async #run(rule: Rule, at: number): Promise<void> {
    this.#plan(rule, at);
    await this.#runs.run(standing(rule), at);
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
