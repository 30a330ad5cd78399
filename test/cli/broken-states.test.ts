import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultOrder } from '../../sandbox/faults.ts';
import { hasAwsCli } from '../support/programs/aws-cli.ts';
import { cli, commandsIn, denyByHand, follow } from '../support/programs/cli.ts';
import { Sabotages } from '../support/sabotages.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NAMES = ['acme', 'elliptic', 'globex', 'hasty', 'initech', 'padded'];
/** A sweep asks about each token once an hour. */
const UNTIL_ASKED = 75 * MINUTE;

let running: TestSandbox;
let hands: Sabotages;
beforeAll(async () => {
  running = await TestSandbox.start();
  hands = new Sabotages(running);
  for (const name of NAMES) await client(name).issueFirstToken();
  // No client has anything in grace.
  await pass(3 * HOUR);
});
afterEach(() => running.sandbox.faults.clear());
afterAll(() => running.stop());

const client = (name: string): TestClient => running.client(name);
const pass = (seconds: number) => running.sandbox.clock.advance(seconds);
const current = (name: string) => client(name).tokenIdOf(client(name).versionWith('AWSCURRENT') ?? '') ?? '';
const revokeBehindOurBack = (name: string) => running.sandbox.api.revokeOutOfBand(current(name));
const vendor = () => {
  const isVendor = (one: { environment: Readonly<Record<string, string>> }) =>
    one.environment['POWERTOOLS_SERVICE_NAME'] === 'vend-short-term-token';
  return running.sandbox.lambda.functions().find(isVendor)?.functionName ?? '';
};

/** It says to come again in an hour: nobody tries again within an invocation, which would take its real time. */
const DOWN: FaultOrder = { service: 'click2mail', kind: 'refuse', status: 503, seconds: 3600, times: 100_000 };
const LOOK = /^npm run tokens -- doctor$/;

interface BrokenState {
  readonly state: string;
  /** What an operator types to see how it is. */
  readonly look: string;
  readonly breakIt: () => unknown;
  readonly subject: string;
  readonly finding: string;
  readonly cure: RegExp;
  /** What others do, or time, where the cure is to wait. */
  readonly heal?: () => unknown;
  readonly needsAwsCli?: true;
}

const STATES: readonly BrokenState[] = [
  ...(
    [
      ['assertion', 'acme'],
      ['client-secret', 'globex'],
    ] as const
  ).map(([grant, name]): BrokenState => ({
    state: `a token revoked behind our back, with the grant ${grant}`,
    look: `doctor ${name}`,
    breakIt: () => revokeBehindOurBack(name),
    subject: name,
    finding: 'token-dead',
    cure: new RegExp(`^npm run tokens -- rotate ${name}$`),
  })),
  {
    state: 'a token revoked behind our back, with the grant short-term-token and nothing in grace',
    look: 'status',
    breakIt: async () => {
      revokeBehindOurBack('initech');
      await pass(UNTIL_ASKED);
    },
    subject: 'initech',
    finding: 'token-dead',
    cure: /^npm run tokens -- issue initech --replace$/,
  },
  {
    state: 'an API that answers with 503 for two days',
    look: 'status',
    breakIt: async () => {
      running.sandbox.faults.order(DOWN);
      await pass(2 * DAY);
    },
    subject: '6 clients',
    finding: 'api-down',
    cure: LOOK,
    heal: async () => {
      running.sandbox.faults.clear();
      await pass(2 * HOUR);
    },
  },
  {
    state: 'an API that is gone',
    look: 'status',
    breakIt: async () => {
      await hands.setApiOfSweep('http://127.0.0.1:9/v2');
      // While a fault stands, even if it never strikes, no question is left out as one whose answer is known.
      running.sandbox.faults.order({ service: 'kms', kind: 'refuse', nth: 1_000_000 });
      await pass(UNTIL_ASKED);
    },
    subject: '6 clients',
    finding: 'api-down',
    cure: LOOK,
    heal: async () => {
      await hands.setApiOfSweep(running.sandbox.apiBaseUrl);
      running.sandbox.faults.order({ service: 'kms', kind: 'refuse', nth: 1_000_000 });
      await pass(UNTIL_ASKED);
    },
  },
  {
    state: 'a signing key that is disabled',
    look: 'status',
    breakIt: () => hands.ofKms('DisableKey', 'elliptic'),
    subject: 'elliptic',
    finding: 'key-disabled',
    cure: /^aws kms enable-key --key-id arn:aws:kms:/,
    needsAwsCli: true,
  },
  {
    state: 'a secret that was deleted',
    look: 'status',
    breakIt: () => hands.ofSecrets('DeleteSecret', { SecretId: 'click2mail/hasty', RecoveryWindowInDays: 7 }),
    subject: 'hasty',
    finding: 'secret-deleted',
    cure: /^aws secretsmanager restore-secret --secret-id arn:/,
    needsAwsCli: true,
  },
  {
    state: 'a secret that was filled with junk',
    look: 'status',
    breakIt: () => client('hasty').administrate('PutSecretValue', { SecretString: 'put by mistake' }),
    subject: 'hasty',
    finding: 'no-token',
    cure: /^npm run tokens -- rotate hasty$/,
  },
  {
    state: 'AWSCURRENT moved by hand to a token that is revoked',
    look: 'doctor padded',
    breakIt: async () => {
      const padded = client('padded');
      const old = padded.versionWith('AWSCURRENT') ?? '';
      await follow('npm run tokens -- rotate padded', running.sandbox);
      await pass(4 * HOUR);
      await padded.administrate('UpdateSecretVersionStage', {
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: old,
        RemoveFromVersionId: padded.versionWith('AWSCURRENT'),
      });
    },
    subject: 'padded',
    finding: 'token-dead',
    cure: /^npm run tokens -- rotate padded$/,
  },
  {
    state: 'a rotation that was cancelled',
    look: 'status',
    breakIt: () => client('globex').administrate('CancelRotateSecret', {}),
    subject: 'globex',
    finding: 'rotation-off',
    cure: /^npm run tokens -- resume globex$/,
  },
  {
    state: 'labels of somebody else up to the limit',
    look: 'status',
    breakIt: () => hands.label('acme', 'MoveToVersionId'),
    subject: 'acme',
    finding: 'labels-full',
    cure: /^aws secretsmanager update-secret-version-stage --secret-id \S+ --version-stage mine-\d+ /,
    needsAwsCli: true,
  },
  {
    state: 'a sweep whose rule is disabled',
    look: 'status',
    breakIt: () => hands.sweep.pauseSchedule(),
    subject: '',
    finding: 'sweep-off',
    cure: /^aws events enable-rule --name \S+ --region us-east-1 --endpoint-url http:\S+$/,
    needsAwsCli: true,
  },
  {
    state: 'a vendor that may not read the secret',
    look: 'status',
    breakIt: async () => {
      denyByHand(running.sandbox, vendor(), 'secretsmanager:GetSecretValue');
      await cli(running.sandbox, 'vend letters');
    },
    subject: 'acme',
    finding: 'vend-failing',
    cure: /^npm run synth && curl -sf \S+\/api\/deploy .+"revertDrift":true}'$/,
    heal: async () => {
      await follow('npm run deploy -- Click2MailTokenRotation --revert-drift', running.sandbox);
      await cli(running.sandbox, 'vend letters');
    },
  },
];

/** Types what is shown, and looks again, until nothing is shown any more. Each of the labels of somebody else has its own command. */
async function followAll(shown: string, look: string): Promise<void> {
  let seen = shown;
  for (let times = 0; times < 20; times += 1) {
    const [command] = commandsIn(seen);
    if (command === undefined) return;
    await follow(command, running.sandbox, { answers: [running.sandbox.api.oneTimeCode('c2m_initech')] });
    seen = (await cli(running.sandbox, look)).out;
  }
}

const hasCli = hasAwsCli();

describe.each(STATES.filter(({ needsAwsCli }) => hasCli || needsAwsCli !== true))(
  'with $state',
  ({ look, breakIt, subject, finding, cure, heal }) => {
    let shown: string;
    beforeAll(async () => {
      await breakIt();
      ({ out: shown } = await cli(running.sandbox, look));
    });

    test('it is said once, with the one cure there is', () => {
      const said = subject === '' ? '' : `${subject}: `;
      expect(shown).toMatch(new RegExp(`^${said}[^\\n]+ \\[${finding}\\]$`, 'm'));
      expect(shown.match(/\[[a-z]+-[a-z-]+\]$/gm)).toHaveLength(1);
      expect(commandsIn(shown)).toEqual([expect.stringMatching(cure)]);
    });

    test('the cure cures', async () => {
      if (heal !== undefined) await heal();
      else await followAll(shown, look);
      const { exitCode, out } = await cli(running.sandbox, 'status');
      expect(out).toContain('All is well.');
      expect(exitCode).toBe(0);
    });
  },
);

describe('during an outage', () => {
  beforeAll(() => {
    running.sandbox.faults.order(DOWN);
  });

  test('rotate says at once why it cannot, and begins nothing', async () => {
    const { exitCode, err } = await cli(running.sandbox, 'rotate acme');
    expect(err).toMatch(/acme cannot rotate\. Click2Mail’s API answers with status 503\. That is theirs/);
    expect(exitCode).toBe(1);
    expect(client('acme').versionWith('AWSPENDING')).toBeUndefined();
  });
});

describe('a retired client', () => {
  test('is shown as such, with its token revoked and no cure that undoes it', async () => {
    const name = 'hasty';
    const retired = await cli(running.sandbox, `retire ${name} --yes`);
    expect(retired).toMatchObject({ exitCode: 0 });
    await pass(3 * HOUR);
    const { exitCode, out } = await cli(running.sandbox, `status ${name}`);
    expect(out).toMatch(new RegExp(`│ ${name} .*│ revoked \\d h ago +│ retired +│ .*│ retired +│`));
    expect(out).toContain('All is well.');
    expect(commandsIn(out)).toEqual([]);
    expect(exitCode).toBe(0);
    // Nor does an alarm wake anybody.
    const { metrics } = await hands.sweep.sweep();
    expect(metrics.filter(({ name: metric }) => metric === 'RotationsSwitchedOff').map(({ value }) => value)).toEqual([
      0,
    ]);
  });
});

test('status of one client shows that one alone', async () => {
  const { out } = await cli(running.sandbox, 'status acme --json');
  const { clients } = JSON.parse(out) as { clients: { client: string }[] };
  expect(clients.map((one) => one.client)).toEqual(['acme']);
});

test('to revoke a token that no version holds speaks of that token alone', async () => {
  const { out: token } = await cli(running.sandbox, 'vend letters --json');
  const { token_id } = JSON.parse(token) as { token_id: string };
  const { out, err, exitCode } = await cli(running.sandbox, `revoke acme --token ${token_id}`, { answers: ['yes'] });
  expect(`${out}\n${err}`).toContain(`The token ${token_id} of acme is revoked at once, and nothing else`);
  expect(out).toContain(`revoked: ${token_id}`);
  expect(out).not.toMatch(/are good until|superseded/);
  expect(exitCode).toBe(0);
  const before = current('acme');
  expect(client('acme').tokens.find(({ id }) => id === before)?.state).toBe('live');
});
