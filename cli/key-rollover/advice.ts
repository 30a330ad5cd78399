import type { KeySlot } from '../../functions/lambda/settings.ts';
import type { KeyFacts } from '../facts/key-facts.ts';
import type { KeySlotState, KeySlotStatus } from '../facts/key-slots.ts';
import type { Session } from '../stack/session.ts';
import { relative } from '../terminal/relative-time.ts';

/** What a person types next, and what they change before. */
export interface KeyAdvice {
  /** The assertion's settings in `cdk.json`, as JSON; absent where nothing is to be changed. */
  readonly setting?: string;
  readonly commands: readonly string[];
}

const MEANINGS: Readonly<Record<KeySlotStatus, string>> = {
  empty: 'empty',
  signing: 'signs',
  unusable: 'should sign, and KMS does not let it',
  prepared: 'is prepared: the successor',
  superseded: 'is superseded, and kept',
  retirable: 'is superseded, and can be retired',
  retired: 'is disabled',
  deleting: 'waits for its deletion',
};

/** One line for each slot. */
export function slotLines({ signing, other, observed }: KeyFacts): string {
  return [signing, other]
    .toSorted((left, right) => (left.slot < right.slot ? -1 : 1))
    .map((state) => slotLine(state, observed.now))
    .join('\n');
}

function slotLine({ slot, status, key }: KeySlotState, now: number): string {
  const used = key?.lastUsedAt === undefined ? 'never used' : `last used ${relative(key.lastUsedAt, now)}`;
  return `slot ${slot}: ${MEANINGS[status]}${key === undefined ? '' : ` (${used}) ${key.arn}`}`;
}

/** What `--json` gives of the slots. Times are ISO 8601 in UTC. */
export function slotsForMachines({ signing, other }: KeyFacts): readonly object[] {
  return [signing, other].map(({ slot, status, key, hindrance }) => ({
    slot,
    status,
    key_arn: key?.arn ?? null,
    last_used_at: key?.lastUsedAt === undefined ? null : new Date(key.lastUsedAt).toISOString(),
    ...(hindrance === undefined ? {} : { hindrance }),
  }));
}

/** Another setting, its deployment, and what goes on from there. */
export function deployAdvice(
  { client }: KeyFacts,
  setting: { readonly keySlots: readonly KeySlot[]; readonly signingKey: KeySlot },
  next: readonly string[],
  session: Session,
): KeyAdvice {
  return { setting: JSON.stringify(setting), commands: [session.deployment.deploy(client.stack), ...next] };
}

/** Lines for a person. */
export function adviceText({ setting, commands }: KeyAdvice, clientName: string): string {
  const first =
    setting === undefined ? 'Next:' : `In cdk.json, clients.${clientName}.assertion must say ${setting}. Then:`;
  return [first, ...commands.map((command) => `    ${command}`)].join('\n');
}
