import { ForeignSecret, RotationNotStaged, SecretUnreadable, TokenUnfit } from '../core/errors.ts';
import { issueInto, type Issuing } from '../core/issuing.ts';
import { Ledger } from '../core/ledger.ts';
import { revokeDue } from '../core/revocation.ts';
import { narrowest, uncovered } from '../core/scopes.ts';
import { prepareSuccession } from '../core/succession.ts';
import { isInvalidToken, type Showing } from '../core/token-accepted.ts';
import { lifeLeft, parseTokenSecret, readToken, type TokenSecret } from '../core/token-secret.ts';
import { VersionValues } from '../core/token-use.ts';
import {
  carries,
  CURRENT,
  currentVersion,
  isSpent,
  isStored,
  PENDING,
  storedLabel,
  type VersionStages,
} from '../core/version-labels.ts';
import type { RotationEvent } from './event.ts';

export interface Rotating extends Issuing, Showing {
  /** ARN of the one secret that is rotated here. */
  readonly secretArn: string;
  readonly rotateEverySeconds: number;
  readonly graceSeconds: number;
}

/**
 * Does one step of a rotation. It may be repeated, interleaved with itself, or killed anywhere (promise 5).
 * @throws whenever the step could not do its work, so that Secrets Manager tries again
 */
export async function rotate({ step, secretId, versionId }: RotationEvent, rotation: Rotating): Promise<void> {
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

async function createSecret(versionId: string, rotation: Rotating): Promise<void> {
  const ledger = await guarded(versionId, rotation);
  if (ledger === 'already current') return;
  if (isStored(ledger.versions, versionId)) {
    rotation.log.info('The token was stored before', { versionId });
    return;
  }
  await issueInto(versionId, ledger, rotation);
}

async function testSecret(versionId: string, rotation: Rotating): Promise<void> {
  const { client, log } = rotation;
  const pending = await readPending(versionId, rotation);
  if (pending === 'already current') return;
  assertNotSpent({ [versionId]: pending.labels }, versionId, client);
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
    const isOver = isInvalidToken(error) || error instanceof TooLittleLife;
    if (!isOver) throw error;
    const ledger = await guarded(versionId, rotation);
    if (ledger === 'already current') return;
    await giveUp(versionId, token, ledger, rotation);
    throw error;
  }
  log.info('The token works', { versionId, tokenId: token.token_id, client });
}

async function finishSecret(versionId: string, rotation: Rotating): Promise<void> {
  const { client, log } = rotation;
  const ledger = await guarded(versionId, rotation);
  if (ledger === 'already current') return;
  const current = currentVersion(ledger.versions);
  if (!isStored(ledger.versions, versionId) || current === undefined) {
    throw new RotationNotStaged('The pending version holds no token that this rotation stored.', { client, versionId });
  }
  const holders = await prepareSuccession(current, ledger, new VersionValues(rotation.secret), rotation);
  await ledger.promote(versionId, current);
  log.info('Promoted the token', { versionId, supersededVersionId: current });
  try {
    // After the move, or the grace would be cut short.
    for (const holder of holders) await ledger.supersede(holder, rotation.graceSeconds);
    await revokeDue(ledger, rotation);
  } catch (error) {
    // The new token is current: what fails from here on is tried again later, not by repeating the rotation.
    log.warn('A superseded token is not ended yet', { versionId: current, error });
  }
}

/** The guard: Secrets Manager must confirm that this version is being rotated to. */
async function guarded(versionId: string, { client, secret, clock }: Rotating): Promise<Ledger | 'already current'> {
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
  assertNotSpent(versions, versionId, client);
  return new Ledger(secret, clock, versions);
}

/** Somebody put AWSPENDING on a version that is to be revoked: the sweep takes it off. */
function assertNotSpent(versions: VersionStages, versionId: string, client: string): void {
  if (!isSpent(versions, versionId)) return;
  throw new RotationNotStaged(
    'The version was current before, was given up, or is to be revoked: it is not made current. The sweep takes AWSPENDING off.',
    { client, versionId },
  );
}

async function readPending(
  versionId: string,
  rotation: Rotating,
): Promise<{ value: string; labels: readonly string[] } | 'already current'> {
  try {
    const pending = await rotation.secret.read({ versionId, label: PENDING });
    // Secrets Manager takes AWSPENDING off a promoted version a moment later.
    return pending.labels.includes(CURRENT) ? 'already current' : pending;
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    if ((await guarded(versionId, rotation)) === 'already current') return 'already current';
    throw error;
  }
}

async function exchangeOnce(token: TokenSecret, { api, request }: Rotating): Promise<void> {
  const scope = narrowest(token.scopes) ?? narrowest(request.scopes);
  // It is seconds old: that the API does not know it yet says nothing against it.
  await api.exchange(token.access_token, scope === undefined ? [] : [scope], Date.parse(token.issued_at));
}

function assertScopes(token: TokenSecret, versionId: string, { client, request }: Rotating): void {
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

function assertLife(token: TokenSecret, versionId: string, rotation: Rotating): void {
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
async function giveUp(versionId: string, token: TokenSecret, ledger: Ledger, rotation: Rotating): Promise<void> {
  if (!isStored(ledger.versions, versionId)) return;
  const current = await readToken(rotation.secret, { label: CURRENT });
  if (current?.token_id === token.token_id) return;
  await ledger.release(versionId, { holdsToken: true });
  rotation.log.warn('Gave the pending token up', { versionId, tokenId: token.token_id });
}
