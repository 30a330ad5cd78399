import { isOwnFunction } from '../own-functions.ts';
import type { Template, TemplateResource } from './assembly.ts';
import { references } from './intrinsics.ts';

/** By type, the property that says what a resource belongs to. */
const BELONGS_BY: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'Dimensions',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmRule',
  'AWS::Events::Rule': 'Targets',
  'AWS::IAM::ManagedPolicy': 'Roles',
  'AWS::IAM::Policy': 'Roles',
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::Lambda::EventInvokeConfig': 'FunctionName',
  'AWS::Lambda::Permission': 'FunctionName',
  'AWS::Lambda::Url': 'TargetFunctionArn',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
  'AWS::SecretsManager::RotationSchedule': 'RotationLambdaARN',
};

/** By type, the property that says what belongs to a resource. */
const HAS_BY: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Role',
  'AWS::SecretsManager::RotationSchedule': 'SecretId',
};

/**
 * The logical ids of Click2Mail's own resources in a template that may hold others: its functions, and what belongs to
 * them. What they only refer to, such as a role that may ask for tokens, is not among them.
 */
export function ownResources({ Resources }: Template): ReadonlySet<string> {
  const entries = Object.entries(Resources);
  const own = new Set(entries.filter(([, resource]) => isOwn(resource)).map(([logicalId]) => logicalId));
  for (let before = -1; before !== own.size;) {
    before = own.size;
    for (const [logicalId, resource] of entries) {
      if (referencesIn(resource, BELONGS_BY).some((other) => own.has(other))) own.add(logicalId);
      if (own.has(logicalId)) for (const other of referencesIn(resource, HAS_BY)) own.add(other);
    }
  }
  return own;
}

function isOwn({ Type, Properties = {} }: TemplateResource): boolean {
  if (Type === 'AWS::CloudWatch::Alarm') return isOfOwnMetric(Properties['Dimensions']);
  if (Type !== 'AWS::Lambda::Function') return false;
  const { Variables = {} } = (Properties['Environment'] ?? {}) as { readonly Variables?: Record<string, unknown> };
  return isOwnFunction(Variables);
}

/** Metrics of several functions together have the service `all`. */
function isOfOwnMetric(dimensions: unknown): boolean {
  return ((dimensions ?? []) as readonly { readonly Name?: unknown; readonly Value?: unknown }[]).some(
    ({ Name, Value }) => Name === 'service' && (Value === 'all' || isOwnFunction({ POWERTOOLS_SERVICE_NAME: Value })),
  );
}

function referencesIn({ Type, Properties }: TemplateResource, by: Readonly<Record<string, string>>): string[] {
  const property = by[Type];
  return property === undefined ? [] : references(Properties?.[property]);
}
