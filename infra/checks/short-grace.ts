import type { Settings } from '../settings/settings.ts';

/** An exchange and its retries are over by then, whatever was under way when a rotation superseded the token. */
const SHORTEST_GRACE_SECONDS = 20 * 60;

/** What to think of before a deployment whose vendor may be caught with a token that has just been revoked. */
export function shortGraceNote({ clients, consumers }: Settings): string | undefined {
  const names = [...new Set(Object.values(consumers).map(({ client }) => client))].filter(
    (name) => (clients[name]?.graceSeconds ?? Infinity) < SHORTEST_GRACE_SECONDS,
  );
  if (names.length === 0) return undefined;
  return (
    `${names.join(', ')}: a grace under 20m, and consumers. At a rotation an exchange that is under way is refused, and ` +
    'its caller has to ask again; give a grace of 20m or more if callers do not.'
  );
}
