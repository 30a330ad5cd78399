import { Click2MailApi } from '../../../sandbox/click2mail-api/click2mail-api.ts';
import type { TokenRecord } from '../../../sandbox/click2mail-api/token-ledger.ts';
import type { Clock } from '../../../sandbox/clock.ts';
import type { LoopbackRequest, LoopbackResponse } from '../../../sandbox/loopback-server.ts';
import { Faults } from '../../../sandbox/faults.ts';
import { Traffic } from '../../../sandbox/traffic.ts';
import { ApiClock, type ClockStep } from './api-clock.ts';
import type { ApiFault } from './faults.ts';
import type { SeededRandom } from '../histories/seeded-random.ts';

/** A token as the simulation knows it: by true time, and with the life that was asked for. */
export interface TrueToken extends TokenRecord {
  readonly askedSeconds: number;
}

interface OddApiOptions {
  /** True time. */
  readonly clock: Clock;
  readonly clockSteps: readonly ClockStep[];
  /** Source of ids, token values and one-time codes. */
  readonly ids: SeededRandom;
  /** Decides how odd an answer is. */
  readonly random: SeededRandom;
  /** Told of every secret that it makes. */
  readonly onSecret: (value: string) => void;
}

type Times = Pick<TokenRecord, 'issuedAt' | 'expiresAt' | 'revokedAt'>;
type Body = Readonly<Record<string, unknown>>;

const SHORTEST_LIFE_S = 3600;
const LONGEST_LIFE_S = 90 * 86_400;

/**
 * The sandbox's API, as APIs are in the world: behind a gateway, with a clock of its own, late to know a token that it
 * has just issued, generous or mean with lives, and free in the form of what it answers.
 */
export class OddApi extends Click2MailApi {
  readonly #clock: Clock;
  /** Its own. */
  readonly apiClock: ApiClock;
  readonly #random: SeededRandom;
  /** By value: from when on a token is known everywhere. */
  readonly #knownFrom = new Map<string, number>();
  /** By id: the lives that were asked for, where others were granted. */
  readonly #askedSeconds = new Map<string, number>();
  /** By id, as they were when they were first seen. */
  readonly #trueTimes = new Map<string, Times>();

  constructor({ clock, clockSteps, ids, random, onSecret }: OddApiOptions) {
    const apiClock = new ApiClock(clock, clockSteps);
    super({
      clock: apiClock,
      traffic: new Traffic(new Faults()),
      random: (count) => ids.bytes(count),
      onSecret,
      requestsPerMinute: 6000,
    });
    this.#clock = clock;
    this.apiClock = apiClock;
    this.#random = random;
  }

  override async handle(request: LoopbackRequest): Promise<LoopbackResponse | undefined> {
    const [, shown = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (this.isKnown(shown)) return super.handle(request);
    return { status: 401, body: JSON.stringify({ code: 'invalid_token', message: 'The token is not known.' }) };
  }

  /** Whether a token that it issued is known everywhere. */
  isKnown(token: string): boolean {
    return (this.#knownFrom.get(token) ?? -Infinity) <= this.#clock.now();
  }

  /** Answers a request as the fault has it. */
  async handleOddly(request: LoopbackRequest, fault: ApiFault): Promise<LoopbackResponse | undefined> {
    switch (fault) {
      case 'late token':
        return this.#late(await this.handle(request), 2000 + this.#random.integer(6000));
      case 'too late token':
        return this.#late(await this.handle(request), 20_000 + this.#random.integer(35_000));
      case 'shorter life':
        return this.#withLife(request, this.#random.pick([0.3, 0.8, 0.95]));
      case 'longer life':
        return this.#withLife(request, this.#random.pick([1.1, 2, 10]));
      case 'another form':
        return reworded(await this.handle(request), this.#random.pick(FORMS));
      case 'without an id':
        return withoutId(await this.handle(request));
      case 'without a date':
        return withoutDate(await this.handle(request));
      case '408 after acting':
        await this.handle(request);
        return this.#random.pick([
          gatewaysPage(408),
          { status: 408, body: '{"code":"timeout","message":"Too late."}' },
        ]);
      case '50x after acting':
        await this.handle(request);
        return gatewaysPage(this.#random.pick([502, 504]));
    }
  }

  /** By true time, and with the life that was asked for. What has just happened to a token must be seen at once. */
  override tokens(): TrueToken[] {
    return super.tokens().map((token) => {
      const { id, expiresAt, issuedAt, revokedAt } = token;
      const known = this.#trueTimes.get(id) ?? {
        issuedAt: this.#clock.now(),
        expiresAt: this.apiClock.firstShown(expiresAt),
      };
      const isJustRevoked = revokedAt !== undefined && known.revokedAt === undefined;
      const times = isJustRevoked ? { ...known, revokedAt: this.#clock.now() } : known;
      this.#trueTimes.set(id, times);
      return { ...token, ...times, askedSeconds: this.#askedSeconds.get(id) ?? (expiresAt - issuedAt) / 1000 };
    });
  }

  #late(answer: LoopbackResponse | undefined, milliseconds: number): LoopbackResponse | undefined {
    const { access_token: token } = bodyOf(answer);
    if (typeof token === 'string') this.#knownFrom.set(token, this.#clock.now() + milliseconds);
    return answer;
  }

  /** Grants so many times the life that is asked for. */
  async #withLife(request: LoopbackRequest, times: number): Promise<LoopbackResponse | undefined> {
    const asked = bodyOf(request);
    const { ttl_seconds: seconds } = asked;
    if (typeof seconds !== 'number') return this.handle(request);
    const granted = Math.floor(Math.min(Math.max(seconds * times, SHORTEST_LIFE_S), LONGEST_LIFE_S));
    const answer = await this.handle({
      ...request,
      body: Buffer.from(JSON.stringify({ ...asked, ttl_seconds: granted })),
    });
    const { token_id: id } = bodyOf(answer);
    if (typeof id === 'string') this.#askedSeconds.set(id, seconds);
    return answer;
  }
}

/** What an answer that says enough may look like. */
const FORMS: readonly [Form, ...Form[]] = [
  { body: (body) => ({ ...body, expires_in: undefined }) },
  { body: (body) => ({ ...body, expires_at: undefined }) },
  { body: (body) => ({ ...body, expires_in: String(Number(body['expires_in'])) }) },
  { body: (body) => ({ ...body, expires_in: Number(body['expires_in']) + 0.5 }) },
  { body: (body) => ({ ...body, expires_in: null, token_type: null }) },
  { status: 200 },
  { status: 202 },
];

interface Form {
  readonly status?: number;
  readonly body?: (body: Body) => Body;
}

/** A success in another form; a refusal stays what it is. */
function reworded(answer: LoopbackResponse | undefined, { status, body }: Form): LoopbackResponse | undefined {
  if (answer === undefined || answer.status >= 400) return answer;
  const reform = body !== undefined && answer.body !== undefined;
  return {
    ...answer,
    ...(status !== undefined && { status }),
    ...(reform && { body: JSON.stringify(body(bodyOf(answer))) }),
  };
}

function withoutId(answer: LoopbackResponse | undefined): LoopbackResponse | undefined {
  if (answer?.body === undefined) return answer;
  const { token_id: _, ...body } = bodyOf(answer);
  const { 'x-token-id': __, ...headers } = answer.headers ?? {};
  return { ...answer, headers, body: JSON.stringify(body) };
}

function withoutDate(answer: LoopbackResponse | undefined): LoopbackResponse | undefined {
  const { date: _, ...headers } = answer?.headers ?? {};
  return answer && { ...answer, headers };
}

const gatewaysPage = (status: number): LoopbackResponse => ({ status, body: '<html>A gateway answers</html>' });

function bodyOf(message: Pick<LoopbackResponse, 'body'> | undefined): Body {
  return JSON.parse(message?.body?.toString() || '{}') as Body;
}
