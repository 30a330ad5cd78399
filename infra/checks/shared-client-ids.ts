import type { Settings } from '../settings/settings.ts';

/** What to think of before a deployment in which clients have one Click2Mail id: undefined where each has its own. */
export function sharedClientIdNote({ clients }: Settings): string | undefined {
  const names = Map.groupBy(Object.keys(clients), (name) => clients[name]?.clientId);
  const shared = [...names].filter(([, some]) => some.length > 1);
  if (shared.length === 0) return undefined;
  const lines = shared.map(([clientId, some]) => `${some.join(', ')}: have one clientId, ${clientId}.`);
  return (
    `${lines.join('\n')}\nEach of them gets and revokes tokens of that one API client, whose limits they share; where one ` +
    'of them is a slip, its tokens act for the wrong account.'
  );
}
