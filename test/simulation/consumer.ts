import { sendTo } from './world/api-post.ts';
import type { Checker } from './checker/checker.ts';
import type { ClientPlan } from './client-plan.ts';
import { secretName } from './client-plan.ts';
import type { World } from './world/world.ts';

const MINUTE = 60_000;
/** AWS's caching clients keep a secret for an hour. */
const KEPT_MS = 60 * MINUTE;
/** When after a rotation a consumer uses what it keeps: soon, later, and at the last moment. */
const USES_MS = [1 * MINUTE, 31 * MINUTE, KEPT_MS - MINUTE];

interface Kept {
  readonly accessToken: string;
  readonly versionId: string;
  readonly readAt: number;
}

/**
 * Reads a client's secret, keeps it for up to an hour, buys short-term tokens with it and calls the API. It is at work
 * around changes of AWSCURRENT alone: at other times nothing could become of its calls.
 */
export class Consumer {
  readonly #world: World;
  readonly #checker: Checker;
  readonly #client: ClientPlan;
  #kept: Kept | undefined;
  #seen: string | undefined;
  calls = 0;

  constructor(world: World, checker: Checker, client: ClientPlan) {
    this.#world = world;
    this.#checker = checker;
    this.#client = client;
  }

  /** Notices that another version is current. */
  wake(): void {
    const { time } = this.#world;
    const versionId = this.#checker.chronicleOf(this.#client).succession?.versionId;
    if (versionId === this.#seen) return;
    this.#seen = versionId;
    const now = time.now();
    for (const after of USES_MS) void time.doAt(now + after, () => this.#use());
  }

  async #use(): Promise<void> {
    const now = this.#world.time.now();
    if (this.#kept === undefined || now - this.#kept.readAt >= KEPT_MS) this.#kept = await this.#read(now);
    const { accessToken, versionId, readAt } = this.#kept;
    const isFresh = readAt === now;
    if (await this.#isAccepted(accessToken)) return;
    // The next use reads anew, as a consumer does that was refused.
    this.#kept = undefined;
    const { graceSeconds } = this.#client;
    const isOwed = isFresh || graceSeconds * 1000 >= KEPT_MS;
    if (!isOwed || this.#checker.excusesRefusal(this.#client, accessToken)) return;
    const what = `a consumer was refused with the token of version ${versionId}, read ${(now - readAt) / 1000} s before`;
    this.#checker.report(this.#client, { promise: isFresh ? 1 : 2, what });
  }

  async #read(readAt: number): Promise<Kept> {
    const { SecretString, VersionId } = await this.#world.byHand('GetSecretValue', {
      SecretId: secretName(this.#client),
    });
    return { accessToken: accessTokenIn(String(SecretString)), versionId: String(VersionId), readAt };
  }

  async #isAccepted(longTermToken: string): Promise<boolean> {
    this.calls += 1;
    const bought = await sendTo(this.#world.api, {
      path: '/auth/tokens/short',
      headers: { authorization: `Bearer ${longTermToken}` },
      json: { scopes: ['jobs:submit'] },
    });
    if (bought.status !== 201) return false;
    const { access_token: token } = JSON.parse(String(bought.body)) as { access_token: string };
    const called = await sendTo(this.#world.api, {
      path: '/jobs/single-doc-job-template',
      headers: { authorization: `Bearer ${token}` },
      json: {},
    });
    return called.status === 200;
  }
}

/** What stands in the secret may be anything; a consumer sends it all the same. */
function accessTokenIn(value: string): string {
  try {
    const { access_token: token } = JSON.parse(value) as Record<string, unknown>;
    return typeof token === 'string' ? token : 'none';
  } catch {
    return 'none';
  }
}
