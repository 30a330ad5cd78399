import type { StateValue } from './alarm-definition.ts';

/** The rule of a composite alarm. */
export interface AlarmRule {
  /** Names of the alarms that it is about. */
  readonly children: readonly string[];
  /** @param stateOf the state of an alarm by its name */
  isMet(stateOf: (name: string) => StateValue): boolean;
}

type Term = (stateOf: (name: string) => StateValue) => boolean;

/**
 * Reads a rule such as `(ALARM("a") OR ALARM("b")) AND (NOT ALARM("c"))`, where alarms are named by name or ARN.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @throws Error for what it cannot read; AND and OR beside each other need parentheses here
 */
export function readRule(text: string): AlarmRule {
  const tokens = text.match(/[()]|"[^"]*"|[A-Z_]+|\S/g) ?? [];
  const children: string[] = [];
  const unreadable = () => new Error(`The rule of a composite alarm cannot be read: ${text}`);
  const take = (wanted: string): void => {
    if (tokens.shift() !== wanted) throw unreadable();
  };
  const term = (): Term => {
    const token = tokens.shift();
    if (token === 'TRUE' || token === 'FALSE') return () => token === 'TRUE';
    if (token === 'NOT') {
      const negated = term();
      return (stateOf) => !negated(stateOf);
    }
    if (token === '(') {
      const inner = expression();
      take(')');
      return inner;
    }
    if (token !== 'OK' && token !== 'ALARM' && token !== 'INSUFFICIENT_DATA') throw unreadable();
    take('(');
    const name = nameIn(tokens.shift() ?? '');
    take(')');
    children.push(name);
    return (stateOf) => stateOf(name) === token;
  };
  const expression = (): Term => {
    const terms = [term()];
    const [operator] = tokens;
    while (tokens[0] === 'AND' || tokens[0] === 'OR') {
      if (tokens.shift() !== operator) throw unreadable();
      terms.push(term());
    }
    return operator === 'OR'
      ? (stateOf) => terms.some((one) => one(stateOf))
      : (stateOf) => terms.every((one) => one(stateOf));
  };
  const whole = expression();
  if (tokens.length > 0) throw unreadable();
  return { children: [...new Set(children)], isMet: whole };
}

function nameIn(quoted: string): string {
  return quoted.slice(1, -1).replace(/^arn:[\w-]+:cloudwatch:[^:]*:[^:]*:alarm:/, '');
}
