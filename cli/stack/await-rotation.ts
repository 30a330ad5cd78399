import { setTimeout as sleep } from 'node:timers/promises';
import { carries, CURRENT, PENDING } from '../../functions/core/version-labels.ts';
import { CommandProblem } from '../terminal/exit-codes.ts';
import type { StackClient } from './deployed-stack.ts';
import { describeVersions } from './describe-versions.ts';
import { rotationErrors } from './last-error.ts';
import type { Session } from './session.ts';

const POLL_MS = 1000;

/** Four steps, a cold start, and the API's retries. */
const PATIENCE_MS = 180_000;

/** A function that fails has said why by then. */
const LOOK_EVERY = 3;

/**
 * Waits until a rotation has made its version current.
 * @param since epoch milliseconds by the functions' clock: errors before it are of other rotations
 * @throws CommandProblem with the reason when it fails, is given up, or takes too long
 */
export async function awaitRotation(
  client: StackClient,
  versionId: string,
  since: number,
  session: Session,
): Promise<void> {
  const look = session.command('status');
  for (let waited = 0, polls = 1; waited < PATIENCE_MS; waited += POLL_MS, polls += 1) {
    const versions = await describeVersions(client, session);
    if (carries(versions, versionId, CURRENT)) return;
    if (!carries(versions, versionId, PENDING)) {
      throw new CommandProblem(
        `The rotation of ${client.name} was given up. ${await reason(client, since, session)}\nLook with: ${look}`,
      );
    }
    const error = polls % LOOK_EVERY === 0 ? await reason(client, since, session) : '';
    if (error !== '') {
      throw new CommandProblem(
        `The rotation of ${client.name} failed. ${error}\nSecrets Manager tries again; what to do says: ${look}`,
      );
    }
    await sleep(POLL_MS);
  }
  throw new CommandProblem(`The rotation of ${client.name} is still under way. Look with: ${look}`);
}

async function reason(client: StackClient, since: number, session: Session): Promise<string> {
  const error = (await rotationErrors(client, since, session)).at(-1);
  return error === undefined ? '' : `${error.code} ${error.message}`;
}
