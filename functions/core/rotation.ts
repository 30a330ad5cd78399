import { ForeignSecret, RotationNotStaged, TokenUnfit } from './errors.ts';
import { SecretUnreadable, TokenRefused } from './upstream-errors.ts';
import { issueInto, type Issuing } from './issuing.ts';
import type { RotationEvent } from './rotation-event.ts';
import { narrowest, uncovered } from './scopes.ts';
import { revokeDue } from './revocation.ts';
import { lifeLeft, parseTokenSecret, type TokenSecret } from './token-secret.ts';
import {
  carries,
  CURRENT,
  dueLabel,
  dueLabels,
  dueVersions,
  isStored,
  PENDING,
  storedLabel,
  versionWith,
  type VersionStages,
} from './version-labels.ts';

/** A given-up token never was current, so it needs no grace, but longer than two invocations may run. */
const GIVEN_UP_MS = 60 * 60 * 1000;

export interface Rotation extends Issuing {
  /** ARN of the one secret that is rotated here. */
  readonly secretArn: string;
  readonly rotateEverySeconds: number;
  readonly graceSeconds: number;
}

/**
 * Does one step of a rotation. It may be repeated, interleaved with itself, or killed anywhere (promise 5).
 * @throws whenever the step could not do its work, so that Secrets Manager tries again
 */
export async function rotate({ step, secretId, versionId }: RotationEvent, rotation: Rotation): Promise<void> {
  if (secretId !== rotation.secretArn) {
    throw new ForeignSecret('The event names another secret than the one this function rotates.', {
      client: rotation.client,
      versionId,
    });
  }
  switch (step) {
    case 'createSecret':
      return createSecret(versionId, rotation);
    case 'setSecret':
      // The API knows the token since it issued it.
      return;
    case 'testSecret':
      return testSecret(versionId, rotation);
    case 'finishSecret':
      return finishSecret(versionId, rotation);
  }
}

async function createSecret(versionId: string, rotation: Rotation): Promise<void> {
  const versions = await describeStaged(versionId, rotation);
  if (versions === 'already current') return;
  if (isStored(versions, versionId)) {
    rotation.log.info('The token was stored before', { versionId });
    return;
  }
  await issueInto(versionId, versions, rotation);
}

async function testSecret(versionId: string, rotation: Rotation): Promise<void> {
  const { client, log } = rotation;
  const pending = await readPending(versionId, rotation);
  if (pending === 'already current') return;
  const token = parseTokenSecret(pending.value);
  if (token === undefined) {
    log.info('The secret is not bootstrapped yet: its first rotation issues its first token', { versionId });
    return;
  }
  // A copy of the current token is tested too, when a schedule is changed; it need not last another interval.
  const mustLast = pending.labels.includes(storedLabel(versionId));
  try {
    await exchangeOnce(token, rotation);
    assertScopes(token, versionId, rotation);
    if (mustLast) assertLife(token, versionId, rotation);
  } catch (error) {
    const isOver = (error instanceof TokenRefused && error.isInvalidToken) || error instanceof TooLittleLife;
    if (!isOver) throw error;
    const versions = await describeStaged(versionId, rotation);
    if (versions === 'already current') return;
    await giveUp(versionId, token, versions, rotation);
    throw error;
  }
  log.info('The token works', { versionId, tokenId: token.token_id, client });
}

async function finishSecret(versionId: string, rotation: Rotation): Promise<void> {
  const { client, secret, clock, graceSeconds, log } = rotation;
  const versions = await describeStaged(versionId, rotation);
  if (versions === 'already current') return;
  const current = versionWith(versions, CURRENT);
  if (!isStored(versions, versionId) || current === undefined) {
    throw new RotationNotStaged('The pending version holds no token that this rotation stored.', { client, versionId });
  }
  const holdsToken = isStored(versions, current) || (await mayHoldToken(current, rotation));
  // Before the move: whatever happens after it, the sweep must see that the old version holds a live token.
  if (holdsToken && !isStored(versions, current)) await secret.addLabel(storedLabel(current), current);
  for (const stale of dueLabels(versions, current)) await secret.removeLabel(stale, current);
  await promote(current, versionId, rotation);
  log.info('Promoted the token', { versionId, supersededVersionId: current });
  // Read after the move, or the grace would be cut short; without grace, the present second is over already.
  const due = graceSeconds === 0 ? Math.floor(clock() / 1000) * 1000 : clock() + graceSeconds * 1000;
  try {
    if (holdsToken) await secret.addLabel(dueLabel(due, current), current);
    const isAnythingDue = (holdsToken && graceSeconds === 0) || dueVersions(versions, clock()).length > 0;
    if (isAnythingDue) await revokeDue((await secret.describe()).versions, rotation);
  } catch (error) {
    // The new token is current: what fails from here on is tried again later, not by repeating the rotation.
    log.warn('A superseded token is not ended yet', { versionId: current, error });
  }
}

/** Moves AWSCURRENT. A move whose answer was lost cannot be repeated, so what became of it is looked up. */
async function promote(current: string, versionId: string, { secret }: Rotation): Promise<void> {
  try {
    await secret.moveCurrent(current, versionId);
  } catch (error) {
    const { versions } = await secret.describe();
    if (!carries(versions, versionId, CURRENT)) throw error;
  }
}

/** Whether a version that no rotation filled holds a token: the first deployment's placeholder does not. */
async function mayHoldToken(versionId: string, { secret }: Rotation): Promise<boolean> {
  try {
    return parseTokenSecret((await secret.read({ versionId })).value) !== undefined;
  } catch {
    return true;
  }
}

/** The guard: Secrets Manager must confirm that this version is being rotated to. */
async function describeStaged(
  versionId: string,
  { client, secret }: Rotation,
): Promise<VersionStages | 'already current'> {
  const { rotationEnabled, versions } = await secret.describe();
  if (!rotationEnabled) {
    throw new RotationNotStaged('Rotation is switched off for this secret.', { client, versionId });
  }
  if (!Object.hasOwn(versions, versionId)) {
    throw new RotationNotStaged('The secret has no such version.', { client, versionId });
  }
  if (carries(versions, versionId, CURRENT)) return 'already current';
  if (!carries(versions, versionId, PENDING)) {
    throw new RotationNotStaged('The version is not AWSPENDING: it is not being rotated to.', { client, versionId });
  }
  return versions;
}

async function readPending(
  versionId: string,
  rotation: Rotation,
): Promise<{ value: string; labels: readonly string[] } | 'already current'> {
  try {
    const pending = await rotation.secret.read({ versionId, label: PENDING });
    // Secrets Manager takes AWSPENDING off a promoted version a moment later.
    return pending.labels.includes(CURRENT) ? 'already current' : pending;
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    const versions = await describeStaged(versionId, rotation);
    if (versions === 'already current') return versions;
    throw error;
  }
}

async function exchangeOnce(token: TokenSecret, { api, request }: Rotation): Promise<void> {
  const scope = narrowest(token.scopes) ?? narrowest(request.scopes);
  await api.exchange(token.access_token, scope === undefined ? [] : [scope]);
}

function assertScopes(token: TokenSecret, versionId: string, { client, request }: Rotation): void {
  const missing = uncovered(request.scopes, token.scopes);
  const excess = uncovered(token.scopes, request.scopes);
  if (missing.length === 0 && excess.length === 0) return;
  const found = [
    missing.length === 0 ? '' : `lacks ${missing.join(', ')}`,
    excess.length === 0 ? '' : `has ${excess.join(', ')} in excess`,
  ].filter((text) => text !== '');
  throw new TokenUnfit(`The token ${found.join(' and ')}. Ask Click2Mail what the client is allowed.`, {
    client,
    versionId,
  });
}

/** Nothing will make the token last longer: it is given up. */
class TooLittleLife extends TokenUnfit {}

function assertLife(token: TokenSecret, versionId: string, rotation: Rotation): void {
  const left = Math.floor(lifeLeft(token, rotation.clock()) / 1000);
  const needed = rotation.rotateEverySeconds + rotation.graceSeconds;
  if (left >= needed) return;
  throw new TooLittleLife(
    `The token has ${left} s of life left and needs ${needed} s, until its successor's grace is over. ` +
      'Rotate more often, or ask Click2Mail for a longer life.',
    { client: rotation.client, versionId },
  );
}

/** Ends a version that can never be promoted. Nothing is revoked: another invocation may be past its guard. */
async function giveUp(
  versionId: string,
  token: TokenSecret,
  versions: VersionStages,
  { secret, clock, log }: Rotation,
): Promise<void> {
  if (!isStored(versions, versionId)) return;
  const current = parseTokenSecret((await secret.read({ label: CURRENT })).value);
  if (current?.token_id === token.token_id) return;
  await secret.addLabel(dueLabel(clock() + GIVEN_UP_MS, versionId), versionId);
  await secret.removeLabel(PENDING, versionId);
  log.warn('Gave the pending token up', { versionId, tokenId: token.token_id });
}
