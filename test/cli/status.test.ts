import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClientState } from '../../cli/findings/client-state.ts';
import { hasAwsCli } from '../support/programs/aws-cli.ts';
import { cli, commandsIn, denyByHand, follow } from '../support/programs/cli.ts';
import { putShortLivedToken } from '../support/short-lived-token.ts';
import { SweepFunction } from '../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

const HOUR = 60 * 60;
const NAMES = ['acme', 'elliptic', 'globex', 'hasty', 'initech', 'padded'];

let running: TestSandbox;
let sweep: SweepFunction;
const client = (name: string): TestClient => running.client(name);
const status = (columns = 100) => cli(running.sandbox, 'status', { columns });
const currentToken = (name: string) => client(name).tokenIdOf(client(name).versionWith('AWSCURRENT') ?? '');

beforeAll(async () => {
  running = await TestSandbox.start();
  sweep = new SweepFunction(running);
  for (const name of NAMES) await client(name).issueFirstToken();
});
afterAll(() => running.stop());

describe('on a healthy sandbox', () => {
  test('status first says where it looks, shows every client, and ends with 0', async () => {
    const { exitCode, out } = await status();
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^account 123456789012, region us-east-1, stack Click2MailTokenRotation, endpoint http:/);
    for (const name of NAMES) expect(out).toMatch(new RegExp(`│ ${name} +│ [0-9a-f]{8}… │`));
    expect(out).toContain('All is well.');
  });

  test('as JSON it has every field, and where it looks goes to standard error', async () => {
    const { exitCode, out, err } = await cli(running.sandbox, 'status --json');
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^account 123456789012/);
    const { clients } = JSON.parse(out) as { clients: ClientState[] };
    expect(clients.map((one) => one.client).toSorted()).toEqual(NAMES);
    expect(clients.find((one) => one.client === 'acme')).toEqual({
      client: 'acme',
      stack: 'Click2MailTokenRotation',
      grant: 'assertion',
      token_id: currentToken('acme'),
      issued_at: expect.any(String),
      expires_at: expect.any(String),
      next_rotation_at: new Date(client('acme').nextRotationAt).toISOString(),
      rotation: 'on',
      grace: [],
      signing_key: 'Enabled',
      replicas: [],
      open_orders: [],
      key_slots: [],
      retired_at: null,
      last_error: null,
      findings: [],
    });
  });

  test.each([80, 100])('the table fits a terminal of %i columns', async (columns) => {
    const { out } = await status(columns);
    const table = out.split('\n').filter((line) => /^[┌│├└]/.test(line));
    expect(table.length).toBeGreaterThan(NAMES.length);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(columns);
  });
});

interface Breakage {
  readonly trouble: string;
  readonly name: string;
  readonly needsAwsCli?: true;
  readonly breakIt: () => Promise<void>;
  /** What the trouble was made with is not there any more when the next begins. */
  readonly tidyUp?: () => Promise<void>;
  readonly finding: string;
  readonly command: RegExp;
}

const BROKEN: readonly Breakage[] = [
  {
    trouble: 'a signing key that is disabled',
    name: 'acme',
    needsAwsCli: true,
    breakIt: async () => {
      const { kms, credentials, clients } = running.sandbox;
      const key = clients.find((one) => one.name === 'acme')?.signingKeyArn;
      await kms.call('DisableKey', { KeyId: key }, credentials.administrator.caller);
    },
    finding: 'key-disabled',
    command: /^aws kms enable-key --key-id arn:aws:kms:\S+ --region us-east-1 --endpoint-url http:\S+$/,
  },
  {
    trouble: 'a rotation that is stuck',
    name: 'hasty',
    breakIt: async () => {
      sweep.pauseSchedule();
      // Five attempts, in each of which the SDK asks three times.
      const never = { service: 'secretsmanager', operation: 'DescribeSecret', kind: 'refuse', status: 500 } as const;
      client('hasty').fault({ ...never, times: 15 });
      await client('hasty').rotate();
      await running.sandbox.clock.advance(13 * HOUR);
      sweep.resumeSchedule();
    },
    finding: 'stuck',
    command: /^npm run tokens -- resume hasty$/,
  },
  {
    trouble: 'a token that is about to expire',
    name: 'elliptic',
    breakIt: () => putShortLivedToken(running, 'elliptic', 2 * 24 * HOUR),
    finding: 'expiring',
    command: /^npm run tokens -- rotate elliptic$/,
  },
  {
    trouble: 'a role that lacks a permission',
    name: 'padded',
    breakIt: async () => {
      denyByHand(running.sandbox, client('padded').functionName, 'secretsmanager:PutSecretValue');
      await client('padded').rotate();
    },
    finding: 'permission-missing',
    command:
      /^npm run synth && curl -sf http:\/\/127\.0\.0\.1:\d+\/api\/deploy .+"revertDrift":true}' && npm run tokens -- resume padded$/,
  },
  {
    trouble: 'an API that refuses the client',
    name: 'acme',
    breakIt: async () => {
      running.sandbox.api.removeKey(client('acme').clientId, await thumbprint());
      await client('acme').rotate();
    },
    tidyUp: () => registerKey(),
    finding: 'api-refuses',
    command: /^npm run tokens -- issue acme --replace$/,
  },
  {
    trouble: 'a revocation that is overdue',
    name: 'globex',
    breakIt: async () => {
      // What the cures before have superseded.
      await running.sandbox.clock.advance(3 * HOUR);
      sweep.pauseSchedule();
      await client('globex').rotate();
      await running.sandbox.clock.advance(4 * HOUR);
      sweep.resumeSchedule();
    },
    finding: 'revocation-overdue',
    command: /^npm run tokens -- revoke globex --token tok_lt_\w+$/,
  },
];

async function thumbprint(): Promise<string> {
  return (await cli(running.sandbox, 'public-key acme --format thumbprint')).out;
}

async function registerKey(): Promise<void> {
  const { api, kms, clients } = running.sandbox;
  const publicKey = kms.publicKeyOf(clients.find((one) => one.name === 'acme')?.signingKeyArn ?? '');
  api.addKey(client('acme').clientId, { kid: await thumbprint(), publicKey, algorithm: 'RS256' });
}

const hasCli = hasAwsCli();

describe.each(BROKEN.filter(({ needsAwsCli }) => hasCli || needsAwsCli !== true))(
  'with $trouble',
  ({ name, breakIt, tidyUp, finding, command }) => {
    let shown = '';

    beforeAll(async () => {
      await breakIt();
      const { exitCode, out } = await status();
      shown = exitCode === 1 ? out : `It ended with ${exitCode}.`;
    });

    test('status names the trouble and the next command, and ends with 1', () => {
      expect(shown).toMatch(new RegExp(`^${name}: .+ \\[${finding}\\]$`, 'm'));
      expect(commandsIn(shown)).toEqual([expect.stringMatching(command)]);
      expect(shown).toMatch(new RegExp(`│ ${name} .*needs you`));
    });

    test('following exactly that command cures it', async () => {
      const [next = ''] = commandsIn(shown);
      const answers = [next.includes(' issue ') ? running.sandbox.api.oneTimeCode(client(name).clientId) : 'yes'];
      await follow(next, running.sandbox, { answers });
      const { exitCode, out } = await status();
      expect(out).toContain('All is well.');
      expect(exitCode).toBe(0);
      await tidyUp?.();
    });
  },
);

test('a token secret that is gone is told of its client, and the others are shown all the same', async () => {
  await client('padded').administrate('DeleteSecret', { ForceDeleteWithoutRecovery: true });
  await running.sandbox.clock.advance(5);
  for (const words of ['status', 'doctor']) {
    const { exitCode, out, err } = await cli(running.sandbox, words);
    // What takes its time is said to be under way.
    expect(err.split('\n').filter((line) => line !== '' && !line.endsWith(' …'))).toEqual([]);
    expect(out).toMatch(/^padded: .+ \[secret-missing\]$/m);
    expect(out).toMatch(/^ {4}npm run synth && curl -sf .+"revertDrift":true}'$/m);
    expect(out).toMatch(/\bacme\b/);
    expect(exitCode).toBe(1);
  }
});
