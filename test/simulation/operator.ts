import { sendTo } from './world/api-post.ts';
import type { Checker } from './checker/checker.ts';
import { accessTokenIn, type ObservedVersion } from './checker/observed.ts';
import {
  type ClientPlan,
  clientId,
  intervalSeconds,
  scopesOf,
  secretName,
  ttlSeconds,
  windowSeconds,
} from './client-plan.ts';
import { runIssueByOtp, runRotationStep } from './function-runs.ts';
import { RevokeOrders } from './revoke-orders.ts';
import { textOf, type World } from './world/world.ts';

/** What a person may do to a client. */
export const ACTS = [
  'rotate',
  'put text',
  'put text as pending',
  'put copy of current',
  'put copy as pending',
  'put foreign token',
  'put foreign token without its id',
  'put current with a byte-order mark',
  'put current as bare token',
  'put current in other JSON',
  'lose the key of a former version',
  'lose the key of the current version',
  'find all keys',
  'roll back',
  'move pending',
  'take pending off',
  'cancel',
  'resume',
  'revoke now',
  'revoke named token now',
  'revoke former token now',
  'revoke even without successor',
  'issue by otp',
  'replace by otp',
  'revoke current at Click2Mail',
  'revoke pending at Click2Mail',
  'test only',
  'stray testSecret',
  'stray finishSecret',
] as const;

/** What nobody does by chance. */
type RareAct = 'use all labels up' | 'free labels' | 'rotate to the former version';

export type Act = (typeof ACTS)[number] | RareAct;

/** A person with an administrator's rights, who does not always know what is going on. */
export class Operator {
  readonly #world: World;
  readonly #checker: Checker;
  readonly #orders: RevokeOrders;

  constructor(world: World, checker: Checker) {
    this.#world = world;
    this.#checker = checker;
    this.#orders = new RevokeOrders(world, checker);
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
      case 'put foreign token without its id': {
        const { token_id: _, ...token } = JSON.parse(await this.#foreignToken(client)) as Record<string, unknown>;
        return this.#put(client, JSON.stringify(token), 'AWSCURRENT');
      }
      case 'put current with a byte-order mark':
        return this.#put(client, `\uFEFF${await this.#currentValue(client)}`, 'AWSCURRENT');
      case 'put current as bare token':
        this.#forgetUnlessKnown(client, current);
        return this.#put(client, accessTokenIn(await this.#currentValue(client)) ?? 'none', 'AWSCURRENT');
      case 'put current in other JSON': {
        this.#forgetUnlessKnown(client, current);
        const token = accessTokenIn(await this.#currentValue(client)) ?? 'none';
        return this.#put(client, JSON.stringify({ apis: [{ Authorization: `Bearer ${token}` }] }), 'AWSCURRENT');
      }
      case 'lose the key of a former version': {
        const former = versions.findLast((version) => version !== current && version !== pending && version.hasValue);
        if (former !== undefined) this.#world.unreadable.add(former.id);
        return;
      }
      case 'lose the key of the current version':
        if (current !== undefined) this.#world.unreadable.add(current.id);
        return;
      case 'find all keys':
        return this.#world.unreadable.clear();
      case 'rotate to the former version': {
        const former = versions.findLast((version) => version !== current && version.tokenId !== undefined);
        if (former === undefined) return;
        this.#touch(client, former.tokenId);
        const holder = versions.find(({ labels }) => labels.includes('AWSPENDING'));
        await this.#move(client, 'AWSPENDING', holder?.id, former.id);
        void runRotationStep(this.#world, client, await this.#event('stray finishSecret', client, former.id));
        return;
      }
      case 'use all labels up': {
        const free = 20 - versions.flatMap(({ labels }) => labels).length;
        for (let count = 0; count < free; count += 1)
          await this.#move(client, `by-hand-${count}`, undefined, current?.id);
        return;
      }
      case 'free labels':
        for (const { id, labels } of versions) {
          for (const label of labels.filter((one) => one.startsWith('by-hand-'))) {
            await this.#move(client, label, id, undefined);
          }
        }
        return;
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
        return this.#orders.give(client, { evenWithoutSuccessor: false });
      case 'revoke former token now': {
        const former = versions.findLast((version) => version !== current && version.tokenId !== undefined);
        const tokenId = former?.tokenId;
        return tokenId === undefined ? undefined : this.#orders.give(client, { tokenId, evenWithoutSuccessor: false });
      }
      case 'revoke named token now':
      case 'revoke even without successor': {
        if (current?.tokenId === undefined) return;
        const evenWithoutSuccessor = act !== 'revoke named token now';
        return this.#orders.give(client, { tokenId: current.tokenId, evenWithoutSuccessor });
      }
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

  /** A token whose id stands nowhere in the ledger cannot be told from other text once its JSON is gone. */
  #forgetUnlessKnown(client: ClientPlan, current: ObservedVersion | undefined): void {
    const isKnown = current?.isOurs === true && current.labels.includes(`click2mail:${current.id}`);
    const { reportedTokens } = this.#checker.chronicleOf(client);
    if (!isKnown && current?.tokenId !== undefined) reportedTokens.add(current.tokenId);
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
}

/** How long after everything works again a rotation has come for certain. */
export function longestWaitSeconds(client: ClientPlan): number {
  return intervalSeconds(client.interval) + windowSeconds(client.interval) + 16 * 60 * 60;
}
