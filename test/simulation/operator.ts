import type { RevokeNowAnswer } from '../../functions/revoke-superseded-tokens/revoke-now.ts';
import { sendTo } from './api-post.ts';
import type { Checker } from './checker/checker.ts';
import {
  type ClientPlan,
  clientId,
  intervalSeconds,
  scopesOf,
  secretName,
  ttlSeconds,
  windowSeconds,
} from './client-plan.ts';
import { runIssueByOtp, runRevokeNow, runRotationStep, SWEEP_TIMEOUT_S } from './function-runs.ts';
import { textOf, type World } from './world.ts';

/** What a person may do to a client. */
export const ACTS = [
  'rotate',
  'put text',
  'put text as pending',
  'put copy of current',
  'put copy as pending',
  'put foreign token',
  'roll back',
  'move pending',
  'take pending off',
  'cancel',
  'resume',
  'revoke now',
  'revoke even without successor',
  'issue by otp',
  'replace by otp',
  'revoke current at Click2Mail',
  'revoke pending at Click2Mail',
  'test only',
  'stray testSecret',
  'stray finishSecret',
] as const;

export type Act = (typeof ACTS)[number];

/** A person with an administrator's rights, who does not always know what is going on. */
export class Operator {
  readonly #world: World;
  readonly #checker: Checker;

  constructor(world: World, checker: Checker) {
    this.#world = world;
    this.#checker = checker;
  }

  /** Does something; what Secrets Manager refuses is left undone. */
  async act(act: Act, client: ClientPlan): Promise<void> {
    this.#checker.look('functions');
    this.#world.trace.add('operator', `${client.name}: ${act}`);
    try {
      await this.#do(act, client);
    } catch (error) {
      this.#world.trace.add('operator', `was refused: ${textOf(error)}`);
    }
    this.#checker.look('hand');
  }

  /** Answers alarms: resumes what is switched off for so many seconds, and issues by a one-time code where the grant is lost. */
  async attend(patienceSeconds: number): Promise<void> {
    for (const client of this.#world.plan.clients) {
      const { disabledAt = Infinity } = this.#checker.chronicleOf(client);
      if (disabledAt + patienceSeconds * 1000 <= this.#world.time.now()) await this.act('resume', client);
      if (!this.#checker.canProve(client, this.#checker.observe(client))) await this.act('replace by otp', client);
    }
  }

  async #do(act: Act, client: ClientPlan): Promise<void> {
    const { current, pending, versions } = this.#checker.observe(client);
    const chronicle = this.#checker.chronicleOf(client);
    switch (act) {
      case 'rotate':
        return this.#rotate(client, {});
      case 'resume':
        return this.#rotate(client, {});
      case 'test only': {
        const { count, unit } = client.interval;
        const ScheduleExpression = `rate(${count} ${count === 1 ? unit.slice(0, -1) : unit})`;
        return this.#rotate(client, { RotateImmediately: false, RotationRules: { ScheduleExpression } });
      }
      case 'cancel':
        await this.#world.byHand('CancelRotateSecret', { SecretId: secretName(client) });
        return;
      case 'put text':
        return this.#put(client, 'not a token', 'AWSCURRENT');
      case 'put text as pending':
        return this.#put(client, 'not a token', 'AWSPENDING');
      case 'put copy of current':
        return this.#put(client, await this.#currentValue(client), 'AWSCURRENT');
      case 'put copy as pending':
        return this.#put(client, await this.#currentValue(client), 'AWSPENDING');
      case 'put foreign token':
        return this.#put(client, await this.#foreignToken(client), 'AWSCURRENT');
      case 'roll back': {
        const former = versions.findLast((version) => version !== current && version.tokenId !== undefined);
        if (current === undefined || former === undefined) return;
        return this.#move(client, 'AWSCURRENT', current.id, former.id);
      }
      case 'move pending': {
        const target = versions.findLast((version) => version !== pending && version.labels.length > 0);
        if (target === undefined) return;
        const holder = versions.find(({ labels }) => labels.includes('AWSPENDING'));
        for (const version of [holder, target]) this.#touch(client, version?.tokenId);
        return this.#move(client, 'AWSPENDING', holder?.id, target.id);
      }
      case 'take pending off':
        if (pending === undefined) return;
        this.#touch(client, pending.tokenId);
        return this.#move(client, 'AWSPENDING', pending.id, undefined);
      case 'revoke now':
        return this.#revokeNow(client, undefined);
      case 'revoke even without successor':
        return current?.tokenId === undefined ? undefined : this.#revokeNow(client, current.tokenId);
      case 'stray testSecret':
      case 'stray finishSecret': {
        // Whoever may invoke the function can name any step and version.
        const { id } = pending ?? versions.findLast((version) => version !== current) ?? {};
        if (id !== undefined) void runRotationStep(this.#world, client, await this.#event(act, client, id));
        return;
      }
      case 'issue by otp':
        void runIssueByOtp(this.#world, client, false);
        return;
      case 'replace by otp':
        void runIssueByOtp(this.#world, client, true);
        return;
      case 'revoke current at Click2Mail':
      case 'revoke pending at Click2Mail': {
        const life = chronicle.lifeOf(act.includes('current') ? current : pending);
        if (life === undefined) return;
        life.isRevokedByOthers = true;
        this.#world.api.revokeOutOfBand(life.id);
      }
    }
  }

  async #event(act: 'stray testSecret' | 'stray finishSecret', client: ClientPlan, versionId: string) {
    const { ARN } = await this.#world.byHand('DescribeSecret', { SecretId: secretName(client) });
    const Step = act === 'stray testSecret' ? 'testSecret' : 'finishSecret';
    return { Step, SecretId: String(ARN), ClientRequestToken: versionId, RotationToken: '' } as const;
  }

  async #rotate(client: ClientPlan, input: object): Promise<void> {
    await this.#world.byHand('RotateSecret', { SecretId: secretName(client), ...input });
  }

  async #put(client: ClientPlan, SecretString: string, label: string): Promise<void> {
    await this.#world.byHand('PutSecretValue', { SecretId: secretName(client), SecretString, VersionStages: [label] });
  }

  async #move(client: ClientPlan, VersionStage: string, from: string | undefined, to: string | undefined) {
    await this.#world.byHand('UpdateSecretVersionStage', {
      SecretId: secretName(client),
      VersionStage,
      ...(from !== undefined && { RemoveFromVersionId: from }),
      ...(to !== undefined && { MoveToVersionId: to }),
    });
  }

  #touch(client: ClientPlan, tokenId: string | undefined): void {
    const life = this.#checker.chronicleOf(client).lives.get(tokenId ?? '');
    if (life !== undefined) life.touchedAt = this.#world.time.now();
  }

  async #currentValue(client: ClientPlan): Promise<string> {
    const { SecretString } = await this.#world.byHand('GetSecretValue', { SecretId: secretName(client) });
    return String(SecretString);
  }

  /** A token that somebody had issued by other means, in the form that the secret has. */
  async #foreignToken(client: ClientPlan): Promise<string> {
    const { body = '' } = await sendTo(this.#world.api, {
      path: '/auth/tokens/long',
      headers: { 'x-client-id': clientId(client) },
      json: {
        grant_type: 'client_credentials',
        client_id: clientId(client),
        client_secret: `secret-of-${client.name}`,
        scopes: scopesOf(client),
        ttl_seconds: ttlSeconds(client),
      },
    });
    const issued = JSON.parse(body.toString()) as Record<string, unknown>;
    const issuedAt = new Date(this.#world.time.now()).toISOString();
    // Known to the checker as somebody else's before anybody can see it in the secret.
    this.#checker.look('hand');
    return JSON.stringify({ client_id: clientId(client), issued_at: issuedAt, ...issued });
  }

  #revokeNow(client: ClientPlan, evenWithoutSuccessor: string | undefined): Promise<void> {
    const chronicle = this.#checker.chronicleOf(client);
    const orderedAt = this.#world.time.now();
    if (evenWithoutSuccessor !== undefined) chronicle.givenUp.add(evenWithoutSuccessor);
    const onStart = (): void => {
      // What a rotation supersedes while the order is carried out is meant, too.
      chronicle.lastOrderAt = this.#world.time.now() + SWEEP_TIMEOUT_S * 1000;
    };
    void runRevokeNow(this.#world, client, evenWithoutSuccessor, onStart).then((outcome) => {
      this.#checker.look('functions');
      if (outcome.kind === 'done') this.#checkAnswer(client, outcome.value, orderedAt);
      if (outcome.kind === 'failed') this.#checkFailure(client, outcome.error);
    });
    return Promise.resolve();
  }

  /** What the answer says is compared with what the API says. */
  #checkAnswer(client: ClientPlan, { outcome, revoked }: RevokeNowAnswer, orderedAt: number): void {
    const { lives } = this.#checker.chronicleOf(client);
    const untrue = (what: string): void => this.#checker.report(client, { promise: 'revoke-now', what });
    for (const id of revoked) if (lives.get(id)?.isLive === true) untrue(`${id} is said to be revoked, and lives`);
    if (outcome !== 'revoked') return;
    for (const { id, isLive, isOurs, currentSince, ceased, touchedAt } of lives.values()) {
      const wasCurrent = currentSince !== undefined && currentSince < orderedAt && touchedAt < orderedAt;
      const isMeant = ceased === undefined || ceased.at >= orderedAt || ceased.by === 'functions';
      if (isLive && isOurs && wasCurrent && isMeant) untrue(`all is said to be revoked, and ${id} lives`);
    }
  }

  #checkFailure(client: ClientPlan, error: unknown): void {
    const isOfApi =
      error instanceof Error && ['TokenApiUnavailable', 'TokenRefused', 'AssertionNotSigned'].includes(error.name);
    if (isOfApi) this.#checker.report(client, { promise: 'revoke-now', what: `no answer, but ${error.name}` });
  }
}

/** How long after everything works again a rotation has come for certain. */
export function longestWaitSeconds(client: ClientPlan): number {
  return intervalSeconds(client.interval) + windowSeconds(client.interval) + 16 * 60 * 60;
}
