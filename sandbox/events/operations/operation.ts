import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { integer, patterned, text } from '../../aws/request-shape.ts';
import { operationsOn } from '../../aws/operation.ts';
import { type Page, pageOf } from '../../aws/page.ts';
import type { ResourcePlace } from '../../iam/access-request.ts';
import type { EventRules } from '../event-rules.ts';

/** What the operations work with. */
export interface Setting {
  readonly rules: EventRules;
  readonly place: ResourcePlace;
}

/** An operation whose request has a shape. */
export const operation = operationsOn<Setting>();

export const ruleName = patterned(1, 64, /^[.\-_A-Za-z0-9]+$/);

/** Members of the operations that list; AWS gives a hundred when no Limit is given. */
export const paging = { Limit: v.optional(integer(1, 100), 100), NextToken: v.optional(text(1, 2048)) };

/** Name or ARN; the default bus when it is absent. */
export const busName = v.optional(
  patterned(1, 1600, /^(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:\d{12}:event-bus\/)?[/.\-_A-Za-z0-9]+$/),
);

/**
 * The sandbox has the default bus alone.
 * @throws AwsError `ResourceNotFoundException`
 */
export function requireDefaultBus(nameOrArn: string | undefined, { place }: Setting): void {
  const arn = `arn:${place.partition}:events:${place.region}:${place.accountId}:event-bus/default`;
  if (nameOrArn === undefined || nameOrArn === 'default' || nameOrArn === arn) return;
  throw new AwsError('ResourceNotFoundException', `Event bus ${nameOrArn} does not exist.`);
}

/**
 * Some of the items, from where the last page ended.
 * @throws AwsError `ValidationException` for a token that was never given
 */
export function listed<Item>(
  items: readonly Item[],
  { Limit, NextToken }: { readonly Limit: number; readonly NextToken?: string | undefined },
): Page<Item> {
  return pageOf(items, Limit, NextToken, () => new AwsError('ValidationException', 'The NextToken is not valid.'));
}
