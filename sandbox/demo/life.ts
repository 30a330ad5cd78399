import type { ClientState, RotationState, SandboxState, TokenState } from '../console/state.ts';
import type { Sandbox } from '../sandbox.ts';
import { Consumer } from './consumer.ts';
import { administratorClient, assertSucceeded, currentTokenId, issueFirstToken, lastRotation } from './operator.ts';

/** What came of a life that was played to its end. */
export interface Life {
  readonly state: SandboxState;
  readonly consumer: { readonly requests: number; readonly failed: number };
}

/** Told as the life goes on: the deed, and how things stand after it. */
export type Tell = (deed: string, state: SandboxState) => void;

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Within one sweep, and what the clock's flow and a sweep take. */
const REVOKED_WITHIN = 16 * MINUTE;

/**
 * Plays the whole life of a token on moved time: it is issued, a month passes, it is superseded on schedule, consumers
 * that cached it go on with it, its grace passes, and the sweep revokes it.
 * @throws Error with the reason when it does not go as promised
 */
export async function playLife(sandbox: Sandbox, tell: Tell): Promise<Life> {
  const secretsManager = administratorClient(sandbox);
  const clients = sandbox.state().clients;
  for (const client of clients) await issueFirstToken(sandbox, secretsManager, client);
  tell('The first token of every client is issued', sandbox.state());

  const consumers = clients.map(
    ({ secretArn }) =>
      new Consumer({ secretsManager, secretArn, apiBaseUrl: sandbox.apiBaseUrl, clock: sandbox.clock }),
  );
  const work = async () => {
    await Promise.all(consumers.map((consumer) => consumer.sendJob()));
  };
  const first = new Map(clients.map((client) => [client.name, currentTokenId(sandbox, client.name)]));
  const issued = new Map(clients.map((client) => [client.name, lastRotation(sandbox, client)?.versionId]));
  const isRotated = (client: ClientState) => lastRotation(sandbox, client)?.versionId !== issued.get(client.name);

  // Secrets Manager rotates each secret at a moment of its own in the window.
  const windowEnds = Math.max(...clients.map(nextRotation));
  await sandbox.clock.advance(Math.max(0, (windowEnds - sandbox.clock.now()) / 1000 - 25 * HOUR));
  assertNothingRefused(sandbox);
  await passWorking(sandbox, work, () => clients.some(isRotated) || sandbox.clock.now() > windowEnds);
  for (const client of clients.filter(isRotated)) {
    assertSucceeded(lastRotation(sandbox, client));
    const superseded = tokenOf(sandbox, first.get(client.name));
    assert(superseded.state === 'live', `The superseded token of ${client.name} died before its grace was over.`);
  }
  tell('A month passes; the schedule rotates the first of them, whose old token keeps working', sandbox.state());

  await passWorking(sandbox, work, () => sandbox.clock.now() > windowEnds + 3 * HOUR * 1000);
  for (const client of clients) {
    assert(isRotated(client), `${client.name} was not rotated on schedule.`);
    const rotation = lastRotation(sandbox, client);
    assertSucceeded(rotation);
    assertRevokedAfterGrace(sandbox, client, tokenOf(sandbox, first.get(client.name)), rotation);
    const current = tokenOf(sandbox, currentTokenId(sandbox, client.name));
    assert(current.state === 'live', `The current token of ${client.name} is not alive.`);
  }
  tell('All are rotated, and the sweep has revoked every old token once its grace was over', sandbox.state());

  const consumer = {
    requests: consumers.reduce((sum, { requests }) => sum + requests, 0),
    failed: consumers.reduce((sum, { failed }) => sum + failed, 0),
  };
  assert(consumer.failed === 0, `The API refused the consumer ${consumer.failed} of ${consumer.requests} times.`);
  secretsManager.destroy();
  return { state: sandbox.state(), consumer };
}

/** Lets time pass in small steps until something has come about, with consumers at work all the while. */
async function passWorking(sandbox: Sandbox, work: () => Promise<void>, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const working = work();
    await sandbox.clock.advance(10 * MINUTE);
    await working;
    assertNothingRefused(sandbox);
  }
}

/** On AWS the same call would be refused, by the same policy. */
function assertNothingRefused({ authorisation }: Sandbox): void {
  const [refused] = authorisation.denied;
  if (refused === undefined) return;
  const { principal, action, resource, reason } = refused;
  throw new Error(`${principal} was refused ${action} on ${resource}: ${reason}.`);
}

function assertRevokedAfterGrace(
  { clients }: Sandbox,
  { name }: ClientState,
  { state, revokedAt }: TokenState,
  rotation: RotationState | undefined,
): void {
  const graceSeconds = clients.find((client) => client.name === name)?.settings.graceSeconds ?? 0;
  const graceOver = Date.parse(rotation?.endedAt ?? '') + graceSeconds * 1000;
  assert(state === 'revoked' && revokedAt !== null, `The first token of ${name} was not revoked after its grace.`);
  const late = (Date.parse(revokedAt ?? '') - graceOver) / 1000;
  // The grace is counted from within the rotation.
  assert(late > -MINUTE, `The first token of ${name} was revoked before its grace was over.`);
  assert(late < REVOKED_WITHIN, `The first token of ${name} outlived its grace by ${Math.round(late)} s.`);
}

function nextRotation({ name, nextRotationAt }: ClientState): number {
  if (nextRotationAt === null) throw new Error(`No rotation of ${name} is scheduled.`);
  return Date.parse(nextRotationAt);
}

function tokenOf(sandbox: Sandbox, tokenId: string | undefined): TokenState {
  const token = sandbox.state().tokens.find(({ id }) => id === tokenId);
  if (token === undefined) throw new Error(`The API knows no token ${tokenId}.`);
  return token;
}

function assert(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
