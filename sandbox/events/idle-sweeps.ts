import type { Asking } from '../../functions/core/dead-token.ts';
import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import { CURRENT, entries, pendingVersion, type VersionStages } from '../../functions/core/version-labels.ts';
import type { Click2MailApi } from '../click2mail-api/click2mail-api.ts';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Authorisation } from '../iam/authorisation.ts';
import type { Roles } from '../iam/roles.ts';
import type { Kms } from '../kms/kms.ts';
import type { SecretsManager, ShownSecret } from '../secrets-manager/secrets-manager.ts';
import { DAY_MS, MINUTE_MS } from '../time.ts';
import type { DeployedClient } from '../token-clients.ts';
import { type AnswerStates, IssuerQuestions } from './issuer-questions.ts';
import type { IdleRuns } from './rule-runs.ts';

/** The services that hold what a sweep goes by. */
export interface SweptStack {
  readonly clock: Clock;
  readonly secretsManager: SecretsManager;
  readonly kms: Kms;
  readonly api: Click2MailApi;
  readonly faults: Faults;
  readonly roles: Roles;
  readonly authorisation: Pick<Authorisation, 'denied'>;
  readonly clients: () => readonly DeployedClient[];
}

/** A run that changed nothing. */
interface IdleRun {
  readonly state: string;
  /** As long as the state is the same: when a sweep has something to do again. */
  readonly neededFrom: number;
}

/** A little less than a day, because a run begins a little after its tick. */
const LONGEST_PAUSE_MS = DAY_MS - MINUTE_MS;

/**
 * Which runs of the sweep would find nothing to do, so that a jump over many of them is quick. A run is left out only
 * when the last one changed nothing; nothing has changed since; nothing is under way that a sweep has to watch; no time
 * has come since at which something becomes due, or the API is asked what it has not been asked yet; and a day has not
 * passed.
 */
export class IdleSweeps implements Omit<IdleRuns, 'leaveOut'> {
  readonly #stack: SweptStack;
  readonly #questions: IssuerQuestions;
  #last: IdleRun | undefined;

  constructor(stack: SweptStack, asking: Asking) {
    this.#stack = stack;
    this.#questions = new IssuerQuestions(asking);
  }

  isNeeded(): boolean {
    const last = this.#last;
    return last === undefined || last.neededFrom <= this.#stack.clock.now() || last.state !== this.#state();
  }

  async watch(run: () => Promise<void>, at: number): Promise<void> {
    const begunAt = this.#stack.clock.now();
    const before = this.#state();
    const asked = this.#answerStates();
    await run();
    const isIdle = this.#state() === before;
    if (isIdle) this.#questions.ran(at, asked);
    this.#last = isIdle ? { state: before, neededFrom: this.#neededFrom(begunAt, at) } : undefined;
  }

  #neededFrom(begunAt: number, at: number): number {
    const secrets = this.#sweptSecrets();
    if (secrets.some(isUnderWay)) return begunAt;
    const askedAt = this.#questions.nextAt(at, this.#answerStates());
    return Math.min(begunAt + LONGEST_PAUSE_MS, askedAt, ...secrets.flatMap((secret) => this.#dueTimes(secret)));
  }

  /** Which token is current, whether it works at the API, and what may keep the sweep from being told. */
  #answerStates(): AnswerStates {
    const { api, faults, roles, clients } = this.#stack;
    const revokedAt = new Map(api.tokens().map((token) => [token.id, token.revokedAt]));
    const common = [faults.list(), roles.revision];
    const secrets = this.#sweptSecrets();
    return new Map(
      clients().map(({ name, secretArn }) => {
        const secret = secrets.find(({ arn }) => arn === secretArn);
        const value = secret?.versions.find(({ labels }) => labels.includes(CURRENT))?.secretString ?? '';
        const tokenId = parseTokenSecret(value)?.token_id ?? '';
        const isRotated = secret?.rotation?.enabled;
        return [name, JSON.stringify([value, revokedAt.get(tokenId), isRotated, common])] as const;
      }),
    );
  }

  /** All that a sweep goes by, but for the time; and what says that a call of it may have failed. */
  #state(): string {
    const { secretsManager, kms, api, faults, roles, authorisation } = this.#stack;
    const longTermTokens = api.tokens().filter(({ kind }) => kind === 'long');
    return JSON.stringify([
      secretsManager.secrets(),
      kms.keys().map(({ id, state, policy, aliases, tags }) => [id, state, policy, aliases, [...tags]]),
      longTermTokens.map(({ id, revokedAt }) => [id, revokedAt]),
      faults.list(),
      roles.revision,
      authorisation.denied.at(-1),
    ]);
  }

  #sweptSecrets(): ShownSecret[] {
    return this.#stack.secretsManager.secrets().filter(({ deletionDate }) => deletionDate === undefined);
  }

  /** Times from which on a sweep has something to do with the secret, if everything stays as it is. */
  #dueTimes(secret: ShownSecret): number[] {
    const { rotation } = secret;
    const stages = stagesOf(secret);
    const due = [...entries(stages, 'due'), ...entries(stages, 'given-up')].map(({ time }) => time);
    if (rotation?.enabled !== true) return due;
    return [...due, rotation.nextRotationAt ?? Infinity, this.#runningOutAt(secret)];
  }

  /** The sweep has a rotation begin when less life is left than the client's margin. */
  #runningOutAt({ arn, versions }: ShownSecret): number {
    const settings = this.#stack.clients().find(({ secretArn }) => secretArn === arn)?.settings;
    const current = versions.find(({ labels }) => labels.includes(CURRENT));
    const token = parseTokenSecret(current?.secretString ?? '');
    if (settings === undefined || token === undefined) return Infinity;
    return Date.parse(token.expires_at) - settings.marginSeconds * 1000;
  }
}

/** Something that a sweep watches until it has ended: an attempt, a version that is pending, an order. */
function isUnderWay(secret: ShownSecret): boolean {
  const stages = stagesOf(secret);
  const watched = (['begun', 'pending-since', 'revoke-now'] as const).some((kind) => entries(stages, kind).length > 0);
  return watched || pendingVersion(stages) !== undefined;
}

function stagesOf({ versions }: ShownSecret): VersionStages {
  return Object.fromEntries(versions.map(({ versionId, labels }) => [versionId, labels]));
}
