import * as v from 'valibot';
import { reader } from './aws-arn.ts';
import { scopes } from './client-scopes.ts';
import type { Problem } from './problem.ts';
import { settingsObject } from './shapes.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
const ALIAS_NAME = /^(?![0-9]+$)[a-zA-Z0-9-_]{1,128}$/;

/** What a short-term token must never be able to do, whoever has it: issue tokens, or revoke them. */
const SCOPES_NEVER_VENDED = ['tokens:write', 'tokens:revoke', 'tokens:*', '*'];

const principals = v.pipe(
  v.array(reader, 'must be a list of account numbers and role ARNs'),
  v.check((list) => new Set(list).size === list.length, 'must name each principal once'),
);

/** What `cdk.json` says of one consumer of short-term tokens. */
export const consumerSettings = settingsObject({
  client: v.string("must be a client's name"),
  scopes: v.pipe(
    scopes,
    v.check(
      (names) => !names.some((name) => SCOPES_NEVER_VENDED.includes(name)),
      `must not have ${SCOPES_NEVER_VENDED.join(', ')}: a consumer could make tokens of its own with it, or kill others'`,
    ),
  ),
  principals: v.optional(principals, []),
  functionUrl: v.optional(v.boolean('must be true or false'), false),
});

export type ConsumerSettings = v.InferOutput<typeof consumerSettings>;

/** What is wrong with a consumer's name; undefined when it can be used. */
export function consumerNameProblem(name: string): string | undefined {
  if (ALIAS_NAME.test(name) && !Object.hasOwn(Object.prototype, name)) return undefined;
  return (
    "is not a name for a consumer: it becomes a Lambda alias's, so allowed are 1 to 128 letters, digits, hyphens and " +
    'underscores, and not digits alone'
  );
}

/** What is wrong with a consumer among these clients. */
export function consumerProblems(
  name: string,
  { client, scopes: asked }: ConsumerSettings,
  clients: Readonly<Record<string, { readonly scopes: readonly string[] }>>,
): Problem[] {
  const problem = (setting: 'client' | 'scopes', message: string) => [{ path: ['consumers', name, setting], message }];
  const owner = Object.hasOwn(clients, client) ? clients[client] : undefined;
  if (owner === undefined) {
    const names = Object.keys(clients).join(', ');
    return problem('client', `is not one of the clients; there are: ${names}`);
  }
  const beyond = asked.some((scope) => !isCovered(scope, owner.scopes));
  return beyond ? problem('scopes', `names more than the token of ${client} may do`) : [];
}

/** Whether the client's own token may do it: `jobs:*` covers `jobs:submit`. */
function isCovered(scope: string, granted: readonly string[]): boolean {
  return granted.includes(scope) || granted.includes(`${scope.split(':')[0]}:*`);
}
