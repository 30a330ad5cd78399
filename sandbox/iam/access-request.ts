import type { WireObject } from '../aws/aws-service.ts';
import type { ContextValues } from './policy-evaluation.ts';

/** What a call asks of IAM: an action on a resource. A call may ask for several. */
export interface AccessRequest {
  /** For example `secretsmanager:GetSecretValue`. */
  readonly action: string;
  /** ARN; `*` for an action on nothing in particular. */
  readonly resource: string;
  /** How a refusal names the resource, where that is not by its ARN. */
  readonly shownAs?: string | undefined;
  /** The values of the service's own condition keys. */
  readonly context: ContextValues;
  /** The resource's policy, as JSON. */
  readonly resourcePolicy?: string | undefined;
}

/** Where the resources are. */
export interface ResourcePlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** A request for an action on nothing in particular. */
export function onNothing(action: string, context: ContextValues = {}): AccessRequest {
  return { action, resource: '*', context };
}

/** The condition keys that have a value: text, numbers and truths of the wire as IAM writes them. */
export function given(values: Readonly<Record<string, unknown>>): ContextValues {
  const context: Record<string, string | readonly string[]> = {};
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === 'string') context[key] = value;
    if (typeof value === 'number' || typeof value === 'boolean') context[key] = String(value);
    if (Array.isArray(value)) context[key] = value.map(String);
  }
  return context;
}

/** The tags of a resource. */
export function resourceTags(prefix: string, tags: ReadonlyMap<string, string> | undefined): ContextValues {
  return Object.fromEntries([...(tags ?? [])].map(([key, value]) => [`${prefix}:ResourceTag/${key}`, value]));
}

/**
 * The tags that a request sets, or the keys of those that it takes off.
 * @param field names of a tag's fields on the wire
 */
export function requestTags(tags: unknown, field: { readonly key: string; readonly value: string }): ContextValues {
  if (!Array.isArray(tags)) return {};
  const pairs = (tags as (WireObject | string | null)[]).map((tag): [string, unknown] =>
    typeof tag === 'string' ? [tag, undefined] : [String(tag?.[field.key]), tag?.[field.value]],
  );
  return {
    ...given(Object.fromEntries(pairs.map(([key, value]) => [`aws:RequestTag/${key}`, value]))),
    'aws:TagKeys': pairs.map(([key]) => key),
  };
}
