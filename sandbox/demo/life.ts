import type { ClientState, SandboxState } from '../console/state.ts';
import type { Sandbox } from '../sandbox.ts';
import { Consumer } from './consumer.ts';
import { administratorClient, assertSucceeded, issueFirstToken, lastRotation, rotateNow } from './operator.ts';

/** What came of a life that was played to its end. */
export interface Life {
  readonly state: SandboxState;
  readonly consumer: { readonly requests: number; readonly failed: number };
}

/** Told as the life goes on: the deed, and how things stand after it. */
export type Tell = (deed: string, state: SandboxState) => void;

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Plays the whole life of a token on moved time: it is issued, a month passes, it is superseded on schedule, consumers
 * that cached it go on with it, its grace passes, and it is revoked.
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
  const first = currentTokens(sandbox);

  await passUntilRotation(sandbox, work);
  for (const client of clients) assertSucceeded(lastRotation(sandbox, client));
  const second = currentTokens(sandbox);
  assert(
    first.every((id) => !second.includes(id)),
    'The scheduled rotation left a token current.',
  );
  assert(
    statesOf(sandbox, first).every((state) => state === 'live'),
    'A superseded token died before its grace was over.',
  );
  tell('A month passes; the schedule rotates, and the old token keeps working', sandbox.state());

  await passWorking(sandbox, 3 * HOUR, work);
  tell('The grace passes; consumers have read the new token by now', sandbox.state());

  // The old token is due, and what ends it is the end of the next rotation.
  for (const client of clients) await rotateNow(sandbox, secretsManager, client);
  await passWorking(sandbox, HOUR, work);
  assert(
    statesOf(sandbox, first).every((state) => state === 'revoked'),
    'The first token was not revoked after its grace.',
  );
  assert(
    statesOf(sandbox, second).every((state) => state === 'live'),
    'The second token died before its grace was over.',
  );
  tell('The next rotation, asked for by hand, revokes what is due', sandbox.state());

  const consumer = {
    requests: consumers.reduce((sum, { requests }) => sum + requests, 0),
    failed: consumers.reduce((sum, { failed }) => sum + failed, 0),
  };
  assert(consumer.failed === 0, `The API refused the consumer ${consumer.failed} of ${consumer.requests} times.`);
  secretsManager.destroy();
  return { state: sandbox.state(), consumer };
}

/** Lets time pass until every client was rotated once more, with consumers at work before, during and after it. */
async function passUntilRotation(sandbox: Sandbox, work: () => Promise<void>): Promise<void> {
  const due = Math.max(...sandbox.state().clients.map(nextRotation));
  const hourBefore = (due - sandbox.clock.now()) / 1000 - 25 * HOUR;
  await sandbox.clock.advance(Math.max(0, hourBefore));
  await passWorking(sandbox, 26 * HOUR, work);
}

async function passWorking(sandbox: Sandbox, seconds: number, work: () => Promise<void>): Promise<void> {
  const step = 10 * MINUTE;
  for (let passed = 0; passed < seconds; passed += step) {
    const working = work();
    await sandbox.clock.advance(step);
    await working;
  }
}

function nextRotation({ name, nextRotationAt }: ClientState): number {
  if (nextRotationAt === null) throw new Error(`No rotation of ${name} is scheduled.`);
  return Date.parse(nextRotationAt);
}

function currentTokens(sandbox: Sandbox): string[] {
  return sandbox.state().clients.map(({ name, versions }) => {
    const current = versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.tokenId;
    if (current === null || current === undefined) throw new Error(`${name} has no current token.`);
    return current;
  });
}

function statesOf(sandbox: Sandbox, tokenIds: readonly string[]): string[] {
  return sandbox
    .state()
    .tokens.filter(({ id }) => tokenIds.includes(id))
    .map(({ state }) => state);
}

function assert(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
