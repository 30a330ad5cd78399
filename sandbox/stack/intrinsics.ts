import type { Template } from './assembly.ts';

/** What the rest of a stack sees of a resource that exists. */
export interface PhysicalResource {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ResolutionScope {
  readonly template: Template;
  readonly pseudoParameters: Readonly<Record<string, string>>;
  readonly resources: ReadonlyMap<string, PhysicalResource>;
  /** What a reference gives to a resource that was left out; undefined for any other. */
  readonly standIn?: (logicalId: string) => string | undefined;
  readonly elsewhere?: OtherStacks | undefined;
}

/** What a stack may ask of those that stand already. */
export interface OtherStacks {
  readonly exported: (name: string) => string | undefined;
  readonly output: (stackName: string, outputName: string) => string | undefined;
}

type Arguments = readonly unknown[];

/**
 * Resolves a template's intrinsic functions in a value.
 * @throws Error for what cannot be resolved, naming it
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function resolve(value: unknown, scope: ResolutionScope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && isIntrinsic(name, argument)) return apply(name, argument, scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, resolve(item, scope)] as const)
      .filter(([, item]) => item !== undefined),
  );
}

/** The logical ids that a value refers to. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref' && typeof item === 'string') return [item];
    if (key === 'Fn::GetAtt') return [attributePath(item)[0]];
    if (key === 'Fn::Sub')
      return [...variablesOf(subText(item)).map((name) => name.split('.')[0] ?? name), ...references(item)];
    return references(item);
  });
}

function isIntrinsic(name: string, argument: unknown): boolean {
  // An IAM statement has a Condition, too, but that one is an object.
  return name === 'Ref' || (name === 'Condition' && typeof argument === 'string') || name.startsWith('Fn::');
}

function apply(name: string, argument: unknown, scope: ResolutionScope): unknown {
  const list = (): Arguments => {
    const resolved = resolve(argument, scope);
    return Array.isArray(resolved) ? (resolved as Arguments) : [resolved];
  };
  switch (name) {
    case 'Ref':
      return ref(String(argument), scope);
    case 'Fn::GetAtt':
      return attribute(attributePath(argument), scope);
    case 'Fn::Join': {
      const [separator, items] = list();
      return (items as Arguments).map(String).join(String(separator));
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Select': {
      const [index, items] = list();
      return itemOf(items as Arguments, Number(index));
    }
    case 'Fn::Split': {
      const [separator, text] = list();
      return String(text).split(String(separator));
    }
    case 'Fn::FindInMap': {
      const [map = '', first = '', second = ''] = list().map(String);
      const mapped = scope.template.Mappings?.[map]?.[first]?.[second];
      return found(mapped, `The template has no mapping ${map}/${first}/${second}.`);
    }
    case 'Fn::If': {
      const [condition, whenTrue, whenFalse] = argument as Arguments;
      return resolve(holds(String(condition), scope) ? whenTrue : whenFalse, scope);
    }
    case 'Condition':
      return holds(String(argument), scope);
    case 'Fn::Equals': {
      const [left, right] = list();
      return String(left) === String(right);
    }
    case 'Fn::Not':
      return list()[0] !== true;
    case 'Fn::And':
      return list().every((item) => item === true);
    case 'Fn::Or':
      return list().some((item) => item === true);
    case 'Fn::ImportValue': {
      const exportName = String(list()[0]);
      return found(scope.elsewhere?.exported(exportName), `No stack exports ${exportName}.`);
    }
    case 'Fn::GetStackOutput': {
      const { StackName, OutputName } = resolve(argument, scope) as Readonly<Record<string, unknown>>;
      const output = scope.elsewhere?.output(String(StackName), String(OutputName));
      return found(output, `The stack ${String(StackName)} has no output ${String(OutputName)}.`);
    }
    default:
      throw new Error(`The sandbox does not know the intrinsic function ${name}.`);
  }
}

/**
 * Whether a named condition of the template is true.
 * @throws Error when the template has no such condition
 */
export function holds(condition: string, scope: ResolutionScope): boolean {
  const stated = scope.template.Conditions?.[condition];
  return resolve(found(stated, `The template has no condition ${condition}.`), scope) === true;
}

function found<Value>(value: Value | undefined, otherwise: string): Value {
  if (value === undefined) throw new Error(otherwise);
  return value;
}

function itemOf(items: Arguments, index: number): unknown {
  return found(items[index], `Fn::Select asks for item ${index} of a list of ${items.length}.`);
}

function ref(name: string, scope: ResolutionScope): string | undefined {
  if (name === 'AWS::NoValue') return undefined;
  const value =
    scope.pseudoParameters[name] ??
    scope.resources.get(name)?.ref ??
    scope.standIn?.(name) ??
    scope.template.Parameters?.[name]?.Default;
  return String(found(value, `The template refers to ${name}, which does not exist.`));
}

function attribute([logicalId, name]: readonly [string, string], scope: ResolutionScope): string {
  const value = scope.resources.get(logicalId)?.attributes[name] ?? scope.standIn?.(logicalId);
  return found(value, `The template refers to ${logicalId}.${name}, which does not exist.`);
}

function attributePath(argument: unknown): [string, string] {
  const [logicalId = '', ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
  return [logicalId, rest.join('.')];
}

function substitute(argument: unknown, scope: ResolutionScope): string {
  const own = Array.isArray(argument) ? (resolve(argument[1], scope) as Record<string, unknown>) : {};
  return subText(argument).replaceAll(PLACEHOLDER, (_all, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(own, name)) return String(own[name]);
    return name.includes('.') ? attribute(attributePath(name), scope) : String(ref(name, scope));
  });
}

/** A variable, `${Name}`, or a literal, `${!Name}`, of Fn::Sub. */
const PLACEHOLDER = /\$\{([^}]+)\}/g;

function subText(argument: unknown): string {
  return String(Array.isArray(argument) ? argument[0] : argument);
}

function variablesOf(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => !name.startsWith('!'));
}
