import * as v from 'valibot';
import { AwsError } from './aws-service.ts';
import type { RequestShape } from './request-shape.ts';

type Issue = v.BaseIssue<unknown>;

/** What AWS calls the types of its members, by the types of the shapes. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a String',
  number: 'an Integer',
  integer: 'an Integer',
  boolean: 'a Boolean',
  array: 'a List',
  record: 'a Map',
};

/**
 * What AWS answers to a request that does not have its shape. Values of another type come first, for they cannot even
 * be read; all else that is wrong is told at once.
 */
export function inputRefusal(issues: readonly Issue[], shape: RequestShape, errorName: string): AwsError {
  const unreadable = issues.find(isUnreadable);
  if (unreadable !== undefined) return new AwsError('SerializationException', unreadableWords(unreadable));
  const unserved = issues.find(({ type }) => type === 'never');
  if (unserved !== undefined) {
    return new AwsError(errorName, `The sandbox does not serve the parameter ${v.getDotPath(unserved)}.`);
  }
  const violations = issues.map(
    (issue) => `${subjectOf(issue, shape)} failed to satisfy constraint: Member must ${constraintOf(issue)}`,
  );
  const errors = violations.length === 1 ? 'error' : 'errors';
  return new AwsError(errorName, `${violations.length} validation ${errors} detected: ${violations.join('; ')}`);
}

function isUnreadable({ kind, type, input }: Issue): boolean {
  if (type === 'never' || input === undefined || input === null) return false;
  return kind === 'schema' || type === 'integer' || type === 'base64';
}

/** The words of KMS and Lambda; base64 is told without its text. */
function unreadableWords(issue: Issue): string {
  if (issue.type === 'base64') return `${v.getDotPath(issue)} is not base64`;
  return `${kindOf(issue.input)} can not be converted to ${TYPES[issue.type] ?? 'a structure'}`;
}

function constraintOf({ kind, message }: Issue): string {
  return kind === 'schema' ? 'not be null' : message;
}

/** The member and, unless it is sensitive, its value. */
function subjectOf(issue: Issue, shape: RequestShape): string {
  const value = isUnquoted(issue, shape) ? undefined : quotable(issue.input);
  return `Value ${value === undefined ? '' : `'${value}' `}at '${memberOf(issue)}'`;
}

/**
 * AWS's name of a member: each part with a small first letter, and an item of a list by its number from one on:
 * `tags.1.member.tagKey`. Recorded of KMS: https://github.com/localstack/localstack/pull/12142
 */
function memberOf({ path }: Issue): string {
  const parts = (path ?? []).map(({ key }) => {
    if (typeof key === 'number') return `${key + 1}.member`;
    const name = String(key);
    return name.charAt(0).toLowerCase() + name.slice(1);
  });
  return parts.join('.');
}

/** Recorded of Secrets Manager: `Value 'AWSCURRENT' at 'versionId'`, but `Value at 'secretBinary'`.
 * https://github.com/hashicorp/terraform-provider-aws/issues/35827 */
function isUnquoted({ path }: Issue, { entries }: RequestShape): boolean {
  const member = entries[String(path?.[0]?.key)];
  if (member === undefined) return true;
  const shape = 'wrapped' in member ? member.wrapped : member;
  return v.getMetadata(shape)['unquoted'] === true;
}

/** Plain values, and lists of them as Java writes them; how AWS writes others is not known. */
function quotable(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const items = value.map(quotable);
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  return typeof value === 'object' || value === undefined ? undefined : String(value);
}

/** What AWS calls a JSON value of the wrong type. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return 'START_OBJECT';
}
