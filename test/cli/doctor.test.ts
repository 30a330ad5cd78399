import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Finding } from '../../cli/findings/finding.ts';
import { pendingSinceLabel } from '../../functions/core/version-labels.ts';
import { cli, denyByHand, follow } from '../support/programs/cli.ts';
import { Sabotages } from '../support/sabotages.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

const HOUR_MS = 60 * 60 * 1000;
const NAMES = ['acme', 'elliptic', 'globex', 'hasty', 'initech', 'padded'];
const REDEPLOY = /^npm run synth && curl -sf http:\/\/127\.0\.0\.1:\d+\/api\/deploy .+"revertDrift":true}'$/;

let running: TestSandbox;
let hands: Sabotages;
const client = (name: string): TestClient => running.client(name);
const redeploy = () => follow('npm run deploy -- Click2MailTokenRotation --revert-drift', running.sandbox);
beforeAll(async () => {
  running = await TestSandbox.start();
  hands = new Sabotages(running);
  for (const name of NAMES) await client(name).issueFirstToken();
});

afterAll(async () => {
  hands.end();
  await running.stop();
});

test('on a healthy sandbox everything is checked, nothing is found and nothing issued', async () => {
  const longTerm = () => running.sandbox.api.tokens().filter(({ kind }) => kind === 'long').length;
  const before = longTerm();
  const { exitCode, out } = await cli(running.sandbox, 'doctor');
  expect(out).toContain('All is well.');
  expect(out).toMatch(/│ issuing +│ skipped: /);
  expect(out).not.toContain('trouble');
  expect(exitCode).toBe(0);
  expect(longTerm()).toBe(before);
});

test('with --issue-probe a token of one hour is issued and revoked at once', async () => {
  const before = new Set(running.sandbox.api.tokens().map(({ id }) => id));
  const { exitCode, out } = await cli(running.sandbox, 'doctor acme --issue-probe');
  expect(out).toMatch(/│ issuing +│ ok: acme/);
  expect(exitCode).toBe(0);
  const isNew = ({ id, kind }: { id: string; kind: string }) => kind === 'long' && !before.has(id);
  const [probe, ...others] = running.sandbox.api.tokens().filter(isNew);
  expect(others).toEqual([]);
  expect(probe).toMatchObject({ kind: 'long', clientId: 'c2m_acme', scopes: ['tokens:revoke'], state: 'revoked' });
  expect((probe?.expiresAt ?? 0) - (probe?.issuedAt ?? 0)).toBe(HOUR_MS);
});

test('of one client it asks alone: an operator who may not see the others’ secrets is served all the same', async () => {
  const { roles, credentials } = running.sandbox;
  const arn = 'arn:aws:iam::123456789012:role/operator-of-acme';
  const others = NAMES.filter((name) => name !== 'acme').map((name) => client(name).secretArn);
  const Statement = [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'secretsmanager:*', Resource: others },
  ];
  const policy = { Version: '2012-10-17', Statement };
  roles.add({ name: 'operator-of-acme', arn, trustPolicy: policy, policies: new Map([['operating', policy]]) });
  const operator = { credentials: credentials.issue(arn, 'somebody') };
  expect(await cli(running.sandbox, 'status acme', operator)).toMatchObject({ exitCode: 0 });
  expect(await cli(running.sandbox, 'doctor acme', operator)).toMatchObject({ exitCode: 0 });
});

interface Sabotage {
  readonly what: string;
  readonly words: string;
  readonly sabotage: () => Promise<unknown>;
  readonly finding: string;
  readonly fix: RegExp;
  readonly undo: () => Promise<unknown>;
}

/** The SDK asks three times. */
const UNANSWERED = { service: 'secretsmanager', operation: 'DescribeSecret', kind: 'refuse', status: 500 } as const;

const SABOTAGES: readonly Sabotage[] = [
  {
    what: 'a rotation role that may not sign',
    words: 'doctor acme',
    sabotage: async () => denyByHand(running.sandbox, client('acme').functionName, 'kms:Sign'),
    finding: 'permission-missing',
    fix: REDEPLOY,
    undo: redeploy,
  },
  {
    what: 'a sweep that may not start rotations',
    words: 'doctor globex',
    sabotage: async () => denyByHand(running.sandbox, hands.sweep.name, 'secretsmanager:RotateSecret'),
    finding: 'permission-missing',
    fix: REDEPLOY,
    undo: redeploy,
  },
  {
    what: 'a stuck rotation, which would block the next deployment',
    words: 'doctor initech',
    sabotage: async () => {
      client('initech').fault({ ...UNANSWERED, times: 3 });
      await client('initech').rotate();
      const pending = client('initech').versionWith('AWSPENDING') ?? '';
      await client('initech').administrate('UpdateSecretVersionStage', {
        VersionStage: pendingSinceLabel(running.sandbox.clock.now() - 7 * HOUR_MS, pending),
        MoveToVersionId: client('initech').versionWith('AWSCURRENT'),
      });
    },
    finding: 'stuck',
    fix: /^npm run tokens -- resume initech$/,
    undo: () => follow('npm run tokens -- resume initech', running.sandbox),
  },
  {
    what: 'a rotation that somebody switched off',
    words: 'doctor padded',
    sabotage: () => client('padded').administrate('CancelRotateSecret', {}),
    finding: 'rotation-off',
    fix: /^npm run tokens -- resume padded$/,
    undo: () => follow('npm run tokens -- resume padded', running.sandbox),
  },
  {
    what: 'a signing key that is disabled',
    words: 'doctor elliptic',
    sabotage: () => hands.ofKms('DisableKey', 'elliptic'),
    finding: 'key-disabled',
    fix: /^aws kms enable-key --key-id arn:aws:kms:/,
    undo: () => hands.ofKms('EnableKey', 'elliptic'),
  },
  {
    what: 'a signing key that waits for its deletion',
    words: 'doctor elliptic',
    sabotage: () => hands.ofKms('ScheduleKeyDeletion', 'elliptic', { PendingWindowInDays: 7 }),
    finding: 'key-pending-deletion',
    fix: /^aws kms cancel-key-deletion --key-id \S+ .*&& aws kms enable-key/,
    undo: async () => {
      await hands.ofKms('CancelKeyDeletion', 'elliptic');
      await hands.ofKms('EnableKey', 'elliptic');
    },
  },
  {
    what: 'something else than a token in the secret',
    words: 'doctor hasty',
    sabotage: () => client('hasty').administrate('PutSecretValue', { SecretString: 'put by mistake' }),
    finding: 'no-token',
    fix: /^npm run tokens -- rotate hasty$/,
    undo: () => follow('npm run tokens -- rotate hasty', running.sandbox),
  },
  {
    what: 'a client secret that nobody has put',
    words: 'doctor globex',
    sabotage: () => hands.putClientSecret('globex', { placeholder: 'generated' }),
    finding: 'client-secret-not-set',
    fix: /^aws secretsmanager put-secret-value --secret-id \S+ --secret-string file:\/\/client-secret\.json .*resume globex$/,
    undo: () => hands.putClientSecret('globex', { client_secret: running.sandbox.clientSecrets.get('c2m_globex') }),
  },
  {
    what: 'a schedule that somebody changed',
    words: 'doctor acme',
    sabotage: () => hands.setSchedule('acme', 'rate(60 days)'),
    finding: 'schedule-wrong',
    fix: REDEPLOY,
    undo: () => hands.setSchedule('acme', 'rate(30 days)'),
  },
  {
    what: 'a schedule by the calendar where the settings say how many days',
    words: 'doctor acme',
    sabotage: () => hands.setSchedule('acme', 'cron(0 0 1 1 ? *)'),
    finding: 'schedule-wrong',
    fix: REDEPLOY,
    undo: () => hands.setSchedule('acme', 'rate(30 days)'),
  },
  {
    what: 'a token secret that waits for its deletion',
    words: 'doctor padded',
    sabotage: () => hands.ofSecrets('DeleteSecret', { SecretId: 'click2mail/padded', RecoveryWindowInDays: 7 }),
    finding: 'secret-deleted',
    fix: /^aws secretsmanager restore-secret --secret-id arn:/,
    undo: () => hands.ofSecrets('RestoreSecret', { SecretId: 'click2mail/padded' }),
  },
  {
    what: 'a rotation function that Secrets Manager may not invoke',
    words: 'doctor hasty',
    sabotage: async () => hands.forbidInvocation('hasty'),
    finding: 'function-not-permitted',
    fix: REDEPLOY,
    undo: async () => hands.allowInvocation('hasty'),
  },
  {
    what: 'a consumer whose alias is gone',
    words: 'doctor',
    sabotage: async () => hands.deleteAlias('letters'),
    finding: 'alias-missing',
    fix: REDEPLOY,
    undo: async () => hands.createAlias('letters', 'Vends tokens of acme for jobs:submit'),
  },
  {
    what: 'an API that refuses the client, for whom no key is registered',
    words: 'doctor acme --issue-probe',
    sabotage: () => hands.forgetKey('acme'),
    finding: 'api-refuses',
    fix: /^npm run tokens -- public-key acme --format jwk$/,
    undo: () => hands.registerKey('acme'),
  },
  {
    what: 'labels of somebody else, which leave no room for a rotation',
    words: 'doctor acme',
    sabotage: () => hands.label('acme', 'MoveToVersionId'),
    finding: 'labels-full',
    fix: /^aws secretsmanager update-secret-version-stage --secret-id \S+ --version-stage mine-\d+ --remove-from-version-id \S+/,
    undo: () => hands.label('acme', 'RemoveFromVersionId'),
  },
  {
    what: 'an API that is gone',
    words: 'doctor acme',
    sabotage: () => hands.setApiOfSweep('http://127.0.0.1:9/v2'),
    finding: 'api-down',
    fix: /^npm run tokens -- doctor$/,
    undo: () => hands.setApiOfSweep(running.sandbox.apiBaseUrl),
  },
  {
    what: 'an API that the functions were never able to reach',
    words: 'doctor acme',
    sabotage: () => hands.deployApiOfSweep('http://127.0.0.1:9/v2'),
    finding: 'api-unreachable',
    fix: /^npm run synth && curl -sf http:\/\/127\.0\.0\.1:\d+\/api\/deploy .+cdk\.out"}'$/,
    undo: () => hands.setApiOfSweep(running.sandbox.apiBaseUrl),
  },
  {
    what: 'an API that answers with 503',
    words: 'doctor acme',
    sabotage: async () =>
      running.sandbox.faults.order({ service: 'click2mail', kind: 'refuse', status: 503, times: 9 }),
    finding: 'api-down',
    fix: /^npm run tokens -- doctor$/,
    undo: async () => running.sandbox.faults.clear(),
  },
  {
    what: 'a current token that was revoked behind our back, before any sweep has asked',
    words: 'doctor padded',
    sabotage: async () => {
      // What is seconds old would be shown to the API for many seconds.
      await running.sandbox.clock.advance(60);
      const current = client('padded').versionWith('AWSCURRENT') ?? '';
      running.sandbox.api.revokeOutOfBand(client('padded').tokenIdOf(current) ?? '');
    },
    finding: 'token-dead',
    fix: /^npm run tokens -- rotate padded$/,
    undo: () => follow('npm run tokens -- rotate padded', running.sandbox),
  },
  {
    what: 'a sweep whose rule is disabled',
    words: 'doctor',
    sabotage: async () => hands.sweep.pauseSchedule(),
    finding: 'sweep-off',
    fix: /^aws events enable-rule --name \S+ --region us-east-1 --endpoint-url http:\S+$/,
    undo: async () => hands.sweep.resumeSchedule(),
  },
  {
    what: 'an API with another idea of the time',
    words: 'doctor acme',
    sabotage: async () => hands.setApiOfSweep(await hands.earlyApi()),
    finding: 'clock-drift',
    fix: /^npm run tokens -- doctor acme$/,
    undo: () => hands.setApiOfSweep(running.sandbox.apiBaseUrl),
  },
];

describe.each(SABOTAGES)('with $what', ({ words, sabotage, finding, fix, undo }) => {
  afterAll(undo);

  test('doctor finds it and says the right fix', async () => {
    await sabotage();
    const { exitCode, out } = await cli(running.sandbox, `${words} --json`);
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    expect(findings).toEqual([
      expect.objectContaining({ id: finding, command: expect.stringMatching(fix), what: expect.any(String) }),
    ]);
    expect(exitCode).toBe(1);
  });
});
