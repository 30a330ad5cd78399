import { setTimeout as wait } from 'node:timers/promises';
import { CancelRotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { administratorClient, issueFirstToken } from '../../sandbox/demo/operator.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { SeededRandom } from '../simulation/histories/seeded-random.ts';
import { testClock } from '../support/tests-start.ts';
import { Consumers } from './consumers.ts';
import { Killer } from './killer.ts';
import { SweepBooks } from './sweep-books.ts';
import { currentVersion, disagreements, leftOver, revokedTokens } from './token-balance.ts';

export interface SoakPlan {
  /** Folder of a synthesised stack. */
  readonly assembly: string;
  /** How many rotations are to succeed, of all clients together. */
  readonly rotations: number;
  readonly consumers: number;
  /** How many function processes are killed at work meanwhile. */
  readonly kills: number;
  readonly seed: number;
  readonly onProgress?: (soaked: Progress) => void;
}

export interface Progress {
  readonly rotations: number;
  readonly requests: number;
  readonly refused: number;
  readonly kills: number;
}

export interface Soaked extends Progress {
  readonly days: number;
  /** Long-term tokens of the API's own list that should be dead, or that nothing answers for. */
  readonly leftOver: readonly string[];
  /** Tokens that the API says were revoked (bearers left out), and what the sweep's metrics say. */
  readonly revoked: { readonly api: number; readonly sweep: number };
  readonly unaccounted: number;
  /** Where a metric of the last sweep differs from the API's list. */
  readonly disagreements: readonly string[];
  readonly denied: number;
}

/** More than consumers can send that never pause: while a function works, time hardly moves, and they go on. */
const WITHOUT_PAUSE = 1_000_000;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Steps in which time passes: consumers work between any two. */
const STEP = 10 * MINUTE;
/** Real milliseconds that consumers have at least, between two steps. */
const BETWEEN_STEPS_MS = 5;
/** Longer than a stuck rotation and every retry take. */
const SETTLED_AFTER = 12 * HOUR;
/** Longer than any token lives at the clients' rotation interval. */
const ALL_EXPIRED_AFTER = 5 * 24 * HOUR;
/** Longer than the grace and a sweep. */
const GRACE_OVER_AFTER = 3 * HOUR;

/** Lets many rotations pass on moved time, with consumers that call without pause, and balances the books. */
export async function soak(plan: SoakPlan): Promise<Soaked> {
  const books = new SweepBooks();
  const sandbox = await startSandbox({
    assembly: plan.assembly,
    clock: testClock(),
    requestsPerMinute: WITHOUT_PAUSE,
    onOutput: (_name, line) => books.read(line),
  });
  const secretsManager = administratorClient(sandbox);
  const end = new AbortController();
  try {
    for (const client of sandbox.state().clients) await issueFirstToken(sandbox, secretsManager, client);
    const begunAt = sandbox.clock.now();
    const consumers = new Consumers(sandbox, secretsManager, plan.consumers);
    const rotations = new RotationCount(sandbox);
    const killer = new Killer(sandbox, new SeededRandom(plan.seed), () => killsAllowed(plan, rotations.count));
    const work = Promise.all([consumers.work(end.signal), killer.work(end.signal)]);
    const progress = () => {
      const { requests, refused } = consumers;
      return { rotations: rotations.count, requests, refused, kills: killer.kills };
    };
    const pass = async (seconds: number): Promise<void> => {
      for (let passed = 0; passed < seconds; passed += STEP) {
        await sandbox.clock.advance(STEP);
        rotations.look();
        plan.onProgress?.(progress());
        await wait(BETWEEN_STEPS_MS);
      }
    };
    while (rotations.count < plan.rotations || killer.kills < plan.kills) await pass(STEP);
    await pass(SETTLED_AFTER);
    // Nobody knows the id of a token that is unaccounted for: it ends when its life does.
    if (books.unaccounted > 0) await pass(ALL_EXPIRED_AFTER);
    for (const { secretArn } of sandbox.clients) {
      await secretsManager.send(new CancelRotateSecretCommand({ SecretId: secretArn }));
    }
    await pass(GRACE_OVER_AFTER);
    end.abort();
    await work;
    await sweepOnce(sandbox);
    return {
      ...progress(),
      days: (sandbox.clock.now() - begunAt) / 1000 / HOUR / 24,
      leftOver: leftOver(sandbox),
      revoked: { api: revokedTokens(sandbox), sweep: books.revoked },
      unaccounted: books.unaccounted,
      disagreements: disagreements(sandbox, books),
      denied: sandbox.state().denied.length,
    };
  } finally {
    end.abort();
    secretsManager.destroy();
    await sandbox.stop();
  }
}

/** Kills are spread over the rotations: a token that nothing is given the time to replace expires, and rightly. */
function killsAllowed({ kills, rotations }: SoakPlan, rotated: number): number {
  return Math.min(kills, Math.ceil((kills / rotations) * (rotated + 1)));
}

/** A sweep that would find nothing is left out when the clock is moved; the last word is to be said now. */
async function sweepOnce({ lambda }: Sandbox): Promise<void> {
  const isSweep = ({ environment }: { environment: Readonly<Record<string, string>> }) =>
    environment['POWERTOOLS_SERVICE_NAME'] === 'revoke-superseded-tokens';
  const sweep = lambda.functions().find(isSweep)?.functionName ?? '';
  const { functionError, payload } = await lambda.invoke(sweep, Buffer.from('{"source":"aws.events"}'));
  if (functionError !== undefined) throw new Error(payload.toString());
}

/** Counts the versions that become current. */
class RotationCount {
  count = 0;
  readonly #sandbox: Sandbox;
  readonly #current = new Map<string, string>();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.look();
    this.count = 0;
  }

  look(): void {
    for (const client of this.#sandbox.clients) {
      const current = currentVersion(this.#sandbox, client)?.versionId;
      if (current === undefined || this.#current.get(client.name) === current) continue;
      this.#current.set(client.name, current);
      this.count += 1;
    }
  }
}
