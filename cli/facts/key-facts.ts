import { DescribeKeyCommand, GetKeyLastUsageCommand } from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CURRENT, versionWith } from '../../functions/core/version-labels.ts';
import type { SigningKeys } from '../../functions/grants/signing-key-slots.ts';
import type { KeySlot } from '../../functions/lambda/settings.ts';
import type { ClientReport } from '../../functions/revoke-superseded-tokens/operator-answers.ts';
import { askFunctions } from '../stack/ask-functions.ts';
import type { StackClient } from '../stack/deployed-stack.ts';
import { describeVersions } from '../stack/describe-versions.ts';
import { clientNamed, type Session } from '../stack/session.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { type KeySlotState, keySlotStates, type ObservedKey, type ObservedSlots, otherSlot } from './key-slots.ts';

/** A client's signing keys, and how far a rollover is. */
export interface KeyFacts {
  readonly client: StackClient;
  /** Click2Mail's name for the client. */
  readonly clientId: string;
  readonly observed: ObservedSlots;
  /** The slot that signs. */
  readonly signing: KeySlotState;
  /** The one for its successor or predecessor. */
  readonly other: KeySlotState;
}

/** For so many days nothing was signed with a key that is retired, unless somebody says otherwise. */
export const DAYS_KEPT = 7;

/**
 * Looks at the signing keys of a client.
 * @throws CommandProblem when there is no such client, or it signs nothing
 */
export async function keyFacts(name: string, session: Session, days = DAYS_KEPT): Promise<KeyFacts> {
  const client = clientNamed(name, session);
  keysOf(client);
  const { now, clients } = await session.during('Asking the functions', askFunctions(client, session));
  const report = clients.find((one) => one.client === name);
  if (report === undefined) throw new CommandProblem(`The stack’s functions know no client ${name}: deploy it.`);
  const observed = await observeKeys(client, report, Date.parse(now), days, session);
  const states = keySlotStates(observed);
  const inSlot = (slot: KeySlot) => states[slot === 'a' ? 0 : 1];
  return {
    client,
    clientId: report.client_id,
    observed,
    signing: inSlot(observed.signing),
    other: inSlot(otherSlot(observed.signing)),
  };
}

/** What `keySlotStates` needs to know of a client. */
export async function observeKeys(
  client: StackClient,
  report: Pick<ClientReport, 'tokens'>,
  now: number,
  days: number,
  session: Session,
): Promise<ObservedSlots> {
  const { arns, signingSlot } = keysOf(client);
  const [keys, versions, { LastModified = '' }] = await Promise.all([
    Promise.all([...arns].map(([slot, arn]) => observeKey(slot, arn, session))),
    describeVersions(client, session),
    session.aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: client.rotation.name })),
  ]);
  const current = versionWith(versions, CURRENT);
  const issued = report.tokens.find((token) => token.version_id === current)?.issued_at;
  return {
    keys,
    signing: signingSlot,
    currentIssuedAt: issued === undefined ? undefined : Date.parse(issued),
    deployedAt: Date.parse(LastModified),
    now,
    days,
  };
}

/** Whether a client has a key besides the one that signs. */
export function hasTwoKeys({ signingKeys }: StackClient): boolean {
  return signingKeys !== undefined && signingKeys.arns.size > 1;
}

/** The keys that the rotation function was deployed with. */
function keysOf({ name, grant, signingKeys }: StackClient): SigningKeys {
  if (signingKeys !== undefined) return signingKeys;
  const problem =
    grant === 'assertion'
      ? `${name} was deployed before there were slots for its keys. Deploy its stack first.`
      : `${name} signs nothing: its grant is ${grant}.`;
  throw new CommandProblem(problem, EXIT.wrongUsage);
}

async function observeKey(slot: KeySlot, arn: string, { aws }: Pick<Session, 'aws'>): Promise<ObservedKey> {
  try {
    return await observeExisting(slot, arn, aws);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NotFoundException') throw error;
    return { slot, arn, keyState: 'Missing', lastUsedAt: undefined, createdAt: 0, watchedSince: 0 };
  }
}

async function observeExisting(slot: KeySlot, arn: string, { kms }: Session['aws']): Promise<ObservedKey> {
  const [{ KeyMetadata }, usage] = await Promise.all([
    kms.send(new DescribeKeyCommand({ KeyId: arn })),
    kms.send(new GetKeyLastUsageCommand({ KeyId: arn })),
  ]);
  const createdAt = KeyMetadata?.CreationDate?.getTime() ?? 0;
  return {
    slot,
    arn,
    createdAt,
    keyState: KeyMetadata?.KeyState ?? 'unknown',
    lastUsedAt: usage.KeyLastUsage?.Timestamp?.getTime(),
    watchedSince: usage.TrackingStartDate?.getTime() ?? createdAt,
  };
}
