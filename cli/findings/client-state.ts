import { endTime, entries, versionsOutOfUse, wasCurrent } from '../../functions/core/version-labels.ts';
import type { ClientFacts } from '../facts/client-facts.ts';
import { isPending, isStuck } from '../facts/pending.ts';
import type { Finding } from './finding.ts';

/** How a client is, as `status --json` gives it. Times are ISO 8601 in UTC; no value of a token is in it. */
export interface ClientState {
  readonly client: string;
  readonly stack: string;
  readonly grant: string;
  readonly token_id: string | null;
  readonly issued_at: string | null;
  readonly expires_at: string | null;
  readonly next_rotation_at: string | null;
  /** When an operator ended the client: its token is revoked. */
  readonly retired_at: string | null;
  /** `on`, `off`, `under way`, `stuck` or `retired`. */
  readonly rotation: string;
  /** Tokens out of use, and when each is to be revoked; the next one first. Those given up never were current. */
  readonly grace: readonly {
    readonly token_id: string | null;
    readonly due_at: string | null;
    readonly given_up: boolean;
  }[];
  /** KMS's word; null without a signing key. */
  readonly signing_key: string | null;
  /** Where there are two signing keys: how far the rollover is. */
  readonly key_slots: readonly { readonly slot: string; readonly status: string; readonly hindrance: string | null }[];
  /** Copies of the token secret in other regions, with Secrets Manager's words. */
  readonly replicas: readonly { readonly region: string; readonly status: string; readonly message: string | null }[];
  /** When the orders to revoke were given that are not carried out yet. */
  readonly open_orders: readonly string[];
  readonly last_error: { readonly at: string; readonly code: string; readonly message: string } | null;
  readonly findings: readonly Finding[];
}

export function clientState(facts: ClientFacts, findings: readonly Finding[]): ClientState {
  const { client, secret, current, keyState, keySlots, lastError } = facts;
  return {
    client: client.name,
    stack: client.stack.name,
    grant: client.grant,
    token_id: current?.token_id ?? null,
    issued_at: current?.issued_at ?? null,
    expires_at: current?.expires_at ?? null,
    next_rotation_at: secret.nextRotationAt === undefined ? null : iso(secret.nextRotationAt),
    retired_at: facts.retiredAt === undefined ? null : iso(facts.retiredAt),
    rotation: rotationOf(facts),
    grace: graceOf(facts),
    signing_key: keyState ?? null,
    key_slots: keySlots.map(({ slot, status, hindrance = null }) => ({ slot, status, hindrance })),
    replicas: secret.replicas.map(({ region, status, message = null }) => ({ region, status, message })),
    open_orders: entries(secret.versions, 'revoke-now').map(({ time }) => iso(time)),
    last_error:
      lastError === undefined ? null : { at: iso(lastError.at), code: lastError.code, message: lastError.message },
    findings,
  };
}

function rotationOf(facts: ClientFacts): string {
  if (facts.retiredAt !== undefined) return 'retired';
  if (!facts.secret.rotationEnabled) return 'off';
  if (isStuck(facts)) return 'stuck';
  return isPending(facts) ? 'under way' : 'on';
}

function graceOf({ secret: { versions }, tokens }: ClientFacts): ClientState['grace'] {
  return versionsOutOfUse(versions)
    .map((versionId) => ({ versionId, due: endTime(versions, versionId) }))
    .toSorted((left, right) => (left.due ?? Infinity) - (right.due ?? Infinity))
    .map(({ versionId, due }) => ({
      token_id: tokens.get(versionId)?.token_id ?? null,
      due_at: due === undefined ? null : iso(due),
      given_up: !wasCurrent(versions, versionId),
    }));
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
