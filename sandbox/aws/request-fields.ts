import { AwsError, type WireObject } from './aws-service.ts';

interface Limits {
  readonly min?: number;
  readonly max?: number;
}

interface TextLimits extends Limits {
  readonly pattern?: RegExp;
}

/**
 * Reads the fields of a request and holds them against the service's model, as AWS does before it looks at anything
 * else: what is missing, too long or not one of the listed values is collected and told in one message by `check`.
 * A required field that is missing reads as an empty value, so `check` must be called before anything is used.
 */
export class RequestFields {
  readonly #input: WireObject;
  readonly #errorName: string;
  readonly #violations: string[] = [];

  /** @param errorName `ValidationException` in the JSON protocols, `ValidationError` in the query protocol */
  constructor(input: WireObject, errorName = 'ValidationException') {
    this.#input = input;
    this.#errorName = errorName;
  }

  text(name: string, limits: TextLimits = {}): string | undefined {
    const value = this.#read(name, 'string', 'a String') as string | undefined;
    if (value === undefined) return undefined;
    this.#checkRange(`Value '${value}' at '${member(name)}'`, value.length, 'length', limits);
    if (limits.pattern !== undefined && !limits.pattern.test(value)) {
      this.#violate(
        `Value '${value}' at '${member(name)}'`,
        `satisfy regular expression pattern: ${limits.pattern.source}`,
      );
    }
    return value;
  }

  requiredText(name: string, limits: TextLimits = {}): string {
    return this.text(name, limits) ?? this.#missing(name, '');
  }

  choice<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.#read(name, 'string', 'a String') as Value | undefined;
    if (value !== undefined && !values.includes(value)) {
      this.#violate(`Value '${value}' at '${member(name)}'`, `satisfy enum value set: [${values.join(', ')}]`);
    }
    return value;
  }

  requiredChoice<Value extends string>(name: string, values: readonly Value[]): Value {
    return this.choice(name, values) ?? this.#missing(name, '' as Value);
  }

  /** Bytes, which travel as base64. Their content is never repeated in an error. */
  blob(name: string, limits: Limits): Buffer | undefined {
    const value = this.#read(name, 'string', 'a Blob') as string | undefined;
    if (value === undefined) return undefined;
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw notSerialised(`${name} is not base64`);
    const bytes = Buffer.from(value, 'base64');
    this.#checkRange(`Value at '${member(name)}'`, bytes.length, 'length', limits);
    return bytes;
  }

  requiredBlob(name: string, limits: Limits): Buffer {
    return this.blob(name, limits) ?? this.#missing(name, Buffer.alloc(0));
  }

  integer(name: string, limits: Limits): number | undefined {
    const value = this.#read(name, 'number', 'an Integer') as number | undefined;
    if (value === undefined) return undefined;
    if (!Number.isInteger(value)) throw notSerialised('DECIMAL_VALUE can not be converted to an Integer');
    this.#checkRange(`Value '${value}' at '${member(name)}'`, value, 'value', limits);
    return value;
  }

  flag(name: string): boolean {
    return (this.#read(name, 'boolean', 'a Boolean') as boolean | undefined) ?? false;
  }

  list(name: string): readonly unknown[] {
    const value: unknown = this.#input[name] ?? [];
    if (!Array.isArray(value)) throw notSerialised(`${kindOf(value)} can not be converted to a List`);
    return value as readonly unknown[];
  }

  /** A map of strings to strings. */
  map(name: string): Readonly<Record<string, string>> {
    const value: unknown = this.#input[name] ?? {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw notSerialised(`${kindOf(value)} can not be converted to a Map`);
    }
    const other = Object.values(value as WireObject).find((item) => typeof item !== 'string');
    if (other !== undefined) throw notSerialised(`${kindOf(other)} can not be converted to a String`);
    return value as Record<string, string>;
  }

  /** @throws AwsError that names every field which does not fit the model */
  check(): void {
    const { length } = this.#violations;
    if (length === 0) return;
    const errors = length === 1 ? 'error' : 'errors';
    throw new AwsError(this.#errorName, `${length} validation ${errors} detected: ${this.#violations.join('; ')}`);
  }

  #read(name: string, type: 'string' | 'number' | 'boolean', wanted: string): unknown {
    const value = this.#input[name] ?? undefined;
    if (value !== undefined && typeof value !== type) {
      throw notSerialised(`${kindOf(value)} can not be converted to ${wanted}`);
    }
    return value;
  }

  #checkRange(subject: string, size: number, measure: 'length' | 'value', { min, max }: Limits): void {
    if (min !== undefined && size < min) {
      this.#violate(subject, `have ${measure} greater than or equal to ${min}`);
    }
    if (max !== undefined && size > max) {
      this.#violate(subject, `have ${measure} less than or equal to ${max}`);
    }
  }

  #missing<Value>(name: string, standIn: Value): Value {
    this.#violate(`Value at '${member(name)}'`, 'not be null');
    return standIn;
  }

  #violate(subject: string, constraint: string): void {
    this.#violations.push(`${subject} failed to satisfy constraint: Member must ${constraint}`);
  }
}

/** AWS names the members of its model in lower camel case. */
function member(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** What AWS calls a JSON value of the wrong type. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return 'START_OBJECT';
}

function notSerialised(message: string): AwsError {
  return new AwsError('SerializationException', message);
}
