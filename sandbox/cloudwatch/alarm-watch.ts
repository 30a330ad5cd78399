import type { SynthesisedStack } from '../stack/assembly.ts';
import { physicalName } from '../stack/physical-name.ts';
import { type AlarmState, evaluateAlarm, evaluateRule, type MetricAlarm } from './alarm-evaluation.ts';
import type { MetricPoint } from './alarm-points.ts';

interface CompositeAlarm {
  readonly AlarmName: string;
  readonly AlarmRule: string;
}

/** The alarms of a template, and the states that they are in. */
export class AlarmWatch {
  readonly #alarms: readonly MetricAlarm[];
  readonly #composites: readonly CompositeAlarm[];
  readonly #states = new Map<string, AlarmState>();

  constructor(stack: SynthesisedStack) {
    this.#alarms = propertiesOf(stack, 'AWS::CloudWatch::Alarm') as MetricAlarm[];
    this.#composites = propertiesOf(stack, 'AWS::CloudWatch::CompositeAlarm') as CompositeAlarm[];
  }

  get names(): string[] {
    return [...this.#alarms, ...this.#composites].map(({ AlarmName }) => AlarmName);
  }

  /** Evaluates all of them, as CloudWatch does all the time. */
  evaluate(points: readonly MetricPoint[], now: number): ReadonlyMap<string, AlarmState> {
    for (const alarm of this.#alarms) {
      const before = this.#states.get(alarm.AlarmName) ?? 'INSUFFICIENT_DATA';
      this.#states.set(alarm.AlarmName, evaluateAlarm(alarm, points, before, now));
    }
    const isIn = (name: string, state: string): boolean => {
      if (!this.#states.has(name)) throw new Error(`A rule names the alarm ${name}, which is not there.`);
      return this.#states.get(name) === state;
    };
    for (const { AlarmName, AlarmRule } of this.#composites) {
      this.#states.set(AlarmName, evaluateRule(AlarmRule, isIn) ? 'ALARM' : 'OK');
    }
    return new Map(this.#states);
  }
}

/** Properties of all resources of a type; an alarm's ARN is its name here, and a function's reference its real name. */
function propertiesOf(stack: SynthesisedStack, type: string): unknown[] {
  const { Resources } = stack.template;
  const resolved = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(resolved);
    const [[key, argument] = ['', undefined]] = Object.entries(value);
    if (key === 'Ref') return physicalName({ logicalId: String(argument), stackName: stack.name, ...NOTHING });
    if (key === 'Fn::GetAtt') return Resources[String([argument].flat()[0])]?.Properties?.['AlarmName'];
    if (key === 'Fn::Join') return (argument as [string, unknown[]])[1].map(resolved).join('');
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(one)]));
  };
  return Object.values(Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => resolved(Properties));
}

const NOTHING = { properties: {}, assetFolder: () => '' };
