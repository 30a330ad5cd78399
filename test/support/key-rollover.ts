import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { runTokens } from '../../cli/program.ts';
import type { Terminal } from '../../cli/terminal/terminal.ts';
import { Consumer } from '../../sandbox/demo/consumer.ts';
import { assemblyWith } from './assembly.ts';
import { withoutProgress } from './programs/cli.ts';
import { type TestClient, TestSandbox } from './test-sandbox.ts';

/** What the settings say of the keys, in the order of a rollover. */
const STAGES = {
  before: { keySlots: ['a'], signingKey: 'a' },
  prepared: { keySlots: ['a', 'b'], signingKey: 'a' },
  activated: { keySlots: ['a', 'b'], signingKey: 'b' },
  after: { keySlots: ['b'], signingKey: 'b' },
} as const;

type Stage = keyof typeof STAGES;

/** What a command gave. */
export interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A person who replaces a client's signing key on a running sandbox, while two applications go on calling. */
export class KeyRollover {
  readonly running: TestSandbox;
  readonly client: TestClient;
  readonly consumers: readonly Consumer[];
  #calling: Promise<void> = Promise.resolve();
  #stopped = false;

  private constructor(running: TestSandbox) {
    this.running = running;
    this.client = running.client('acme');
    const { apiBaseUrl, clock } = running.sandbox;
    const { secretsManager } = running;
    const { secretArn } = this.client;
    this.consumers = [1, 2].map(() => new Consumer({ secretsManager, secretArn, apiBaseUrl, clock }));
  }

  /**
   * The client has its first token, and the applications begin to call.
   * @param stage that is deployed at once
   */
  static async start(stage: Stage): Promise<KeyRollover> {
    // The applications call by real time: where a deployment takes a minute, they would use the API's limit up.
    const requestsPerMinute = WITHOUT_LIMIT;
    const rollover = new KeyRollover(await TestSandbox.start(assemblyOf(stage), { requestsPerMinute }));
    await rollover.client.issueFirstToken();
    rollover.#calling = Promise.all(rollover.consumers.map((consumer) => rollover.#call(consumer))).then(
      () => undefined,
    );
    return rollover;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#calling;
    await this.running.stop();
  }

  deploy(stage: Stage): Promise<void> {
    return this.running.sandbox.deploy(assemblyOf(stage));
  }

  /** Types `npm run tokens -- key …`. */
  key(...words: string[]): Promise<Typed> {
    return this.tokens('key', ...words);
  }

  /** Types `npm run tokens -- …`. */
  async tokens(...words: string[]): Promise<Typed> {
    const lines = { out: [] as string[], err: [] as string[] };
    const endpoint = this.running.sandbox.awsEndpoint;
    const code = await runTokens([...words, '--endpoint', endpoint], paper(lines));
    return { code, out: lines.out.join('\n'), err: withoutProgress(lines.err.join('\n')) };
  }

  /** Types a command, and lets time pass until it ends: Secrets Manager waits before it tries again. */
  async keyOverTime(...words: string[]): Promise<Typed> {
    const typing = this.key(...words);
    for (;;) {
      const typed = await Promise.race([typing, sleep(150)]);
      if (typed !== undefined) return typed;
      await this.running.sandbox.clock.advance(65);
    }
  }

  /** Sends the sandbox's Click2Mail the public key, by the command that `key prepare` prints. */
  async sendKey(): Promise<void> {
    const { out } = await this.key('prepare', 'acme', '--json');
    const [command = ''] = (JSON.parse(out) as { readonly commands: readonly string[] }).commands;
    const here = command.replace('http://127.0.0.1:4600', this.running.sandbox.consoleUrl);
    await promisify(execFile)('bash', ['-c', here]);
  }

  /** So many hours pass, one by one, with calls in each. */
  async hours(count: number): Promise<void> {
    for (let hour = 0; hour < count; hour += 1) {
      await this.running.sandbox.clock.advance(60 * 60);
      await Promise.all(this.consumers.map((consumer) => consumer.sendJob()));
    }
  }

  /** The state of the key in a slot, by KMS's word. */
  keyState(slot: 'a' | 'b'): string | undefined {
    return this.running.sandbox.kms.key(aliasOf(slot))?.state;
  }

  /** When the key in a slot signed last, in epoch seconds. */
  async lastSigned(slot: 'a' | 'b'): Promise<number> {
    const KeyId = this.running.sandbox.kms.key(aliasOf(slot))?.id;
    const { KeyLastUsage } = await this.#callKms('GetKeyLastUsage', { KeyId });
    return (KeyLastUsage as { readonly Timestamp?: number }).Timestamp ?? 0;
  }

  /** Uses the key in a slot as the client's functions do. */
  async signWith(slot: 'a' | 'b'): Promise<void> {
    const Message = Buffer.alloc(32).toString('base64');
    const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
    await this.#callKms('Sign', { KeyId: aliasOf(slot), Message, MessageType: 'DIGEST', SigningAlgorithm });
  }

  #callKms(operation: string, input: Readonly<Record<string, unknown>>) {
    const { kms, credentials } = this.running.sandbox;
    return kms.call(operation, input, credentials.administrator.caller);
  }

  /** How often the applications called, and how often the API refused them. */
  calls(): { readonly requests: number; readonly refused: number } {
    const sum = (of: (consumer: Consumer) => number) =>
      this.consumers.reduce((total, consumer) => total + of(consumer), 0);
    return { requests: sum(({ requests }) => requests), refused: sum(({ failed }) => failed) };
  }

  async #call(consumer: Consumer): Promise<void> {
    while (!this.#stopped) {
      await consumer.sendJob();
      await sleep(50);
    }
  }
}

const WITHOUT_LIMIT = 1_000_000;

function assemblyOf(stage: Stage): string {
  const acme = { clientId: 'c2m_acme', scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '2h' };
  return assemblyWith({ clients: { acme: { ...acme, assertion: STAGES[stage] } } });
}

function aliasOf(slot: 'a' | 'b'): string {
  return `alias/click2mail/acme${slot === 'a' ? '' : `/${slot}`}`;
}

/** A terminal that nobody sits at. */
function paper(lines: { readonly out: string[]; readonly err: string[] }): Terminal {
  return {
    out: (line) => void lines.out.push(line),
    err: (line) => void lines.err.push(line),
    rewrite: () => undefined,
    isWatched: false,
    isAnswered: false,
    hasColours: false,
    columns: 100,
    environment: {},
    askHidden: () => Promise.reject(new Error('Nobody answers.')),
    ask: () => Promise.reject(new Error('Nobody answers.')),
    input: () => Promise.resolve(''),
  };
}
