import { expect, test } from '@jest/globals';
import type { ClientFacts, SecretFacts } from '../../cli/facts/client-facts.ts';
import { clientFindings } from '../../cli/findings/client-findings.ts';
import { curesIn } from '../../cli/findings/cures.ts';
import type { Outage } from '../../cli/facts/outage.ts';
import { deployCommands } from '../../cli/stack/deploy-command.ts';
import type { ReplicaCause } from '../../cli/facts/replica-facts.ts';
import type { StackClient } from '../../cli/stack/deployed-stack.ts';
import { begunLabel, dueLabel, revokeNowLabel, storedLabel } from '../../functions/core/version-labels.ts';
import { beginsLongAgo } from '../support/ledger-labels.ts';

const HOUR = 60 * 60 * 1000;
const NOW = Date.parse('2026-11-24T12:00:00Z');
const CURRENT = 'version-current';
const OLD = 'version-old';

const client: StackClient = {
  name: 'acme',
  stack: {
    name: 'Stack',
    rotation: 'Stack',
    functions: [],
    aliasArns: [],
    ruleNames: [],
    keptIds: new Set(),
    clients: [],
  },
  grant: 'assertion',
  secretArn: 'arn:secret',
  rotation: {
    kind: 'rotate-by-assertion',
    name: 'f',
    arn: 'arn:f',
    roleArn: 'arn:r',
    logGroup: 'g',
    changedAt: 0,
    environment: {},
  },
  signingKeys: { signingSlot: 'a', signingArn: 'arn:key', arns: new Map([['a', 'arn:key']]) },
  clientSecretArn: undefined,
};

const token = (version_id: string, hoursLeft = 1000) => ({
  version_id,
  token_id: `tok_${version_id}`,
  issued_at: new Date(NOW - 24 * HOUR).toISOString(),
  expires_at: new Date(NOW + hoursLeft * HOUR).toISOString(),
});

const secret: SecretFacts = {
  isMissing: false,
  isDeleted: false,
  rotationEnabled: true,
  nextRotationAt: NOW + 24 * HOUR,
  rotationFunctionArn: 'arn:f',
  scheduleExpression: 'rate(30 days)',
  versions: { [CURRENT]: ['AWSCURRENT', storedLabel(CURRENT)] },
  changedAt: NOW - 24 * HOUR,
  replicas: [],
};

function facts(more: Partial<ClientFacts>): ClientFacts {
  const current = token(CURRENT);
  return {
    client,
    now: NOW,
    secret,
    report: undefined,
    reportFailure: undefined,
    tokens: new Map([CURRENT, OLD].map((id) => [id, token(id)])),
    current,
    keyState: 'Enabled',
    keySlots: [],
    lastError: undefined,
    outage: undefined,
    vendFailure: undefined,
    dead: undefined,
    retiredAt: undefined,
    ...more,
  };
}

const cures = curesIn({
  command: (words) => `tokens ${words}`,
  awsCommand: (words, region = 'here') => `aws ${words} in ${region}`,
  deployment: deployCommands({ endpoint: undefined, saidRegion: undefined, consoleUrl: undefined }),
});
const labelled = (versions: SecretFacts['versions']) => ({ secret: { ...secret, versions } });
const dead = (others: SecretFacts['versions'] = {}): Partial<ClientFacts> => ({
  ...labelled({ [CURRENT]: ['AWSCURRENT', storedLabel(CURRENT)], ...others }),
  dead: { since: NOW - HOUR, foundBy: 'sweep' },
});

test('a client that is well has no findings', () => {
  expect(clientFindings(facts({}), cures)).toEqual([]);
});

test.each<[string, Partial<ClientFacts>, string, string]>([
  ['a signing key that is gone', { keyState: 'Missing' }, 'key-missing', 'tokens issue acme --replace'],
  [
    'a signing key that was activated before Click2Mail knew it',
    {
      keySlots: [
        { slot: 'a', status: 'superseded', hindrance: 'said', mayHaveIssued: true },
        { slot: 'b', status: 'signing' },
      ],
      lastError: { at: NOW - HOUR, code: 'TOKEN_REFUSED', message: 'said', kind: 'rotate-by-assertion' },
    },
    'key-not-accepted',
    'npm run deploy -- Stack',
  ],
  [
    'a secret that cannot be read',
    { reportFailure: 'Secrets Manager did not describe the secret: InternalServiceError.' },
    'secret-unreadable',
    'npm run deploy -- Stack --revert-drift',
  ],
  [
    'no token yet, and a grant that needs one',
    { current: undefined, client: { ...client, grant: 'short-term-token' } },
    'no-token',
    'tokens issue acme',
  ],
  ['a token that is over', { current: token(CURRENT, -1) }, 'expiring', 'tokens rotate acme'],
  [
    'a token that is over, and a grant that needs it',
    { current: token(CURRENT, -1), client: { ...client, grant: 'short-term-token' } },
    'expiring',
    'tokens issue acme',
  ],
  [
    'an order to revoke that nobody carried out',
    labelled({ [CURRENT]: ['AWSCURRENT', storedLabel(CURRENT), revokeNowLabel(NOW - HOUR, CURRENT)] }),
    'order-open',
    `tokens revoke acme --token tok_${CURRENT}`,
  ],
  ['a current token that the API refuses', dead(), 'token-dead', 'tokens rotate acme'],
  [
    'a current token that the API refuses, while something else is pending',
    dead({ [OLD]: ['AWSPENDING'] }),
    'token-dead',
    'tokens resume acme',
  ],
  [
    'a current token that the API refuses, and that none can renew',
    { ...dead(), client: { ...client, grant: 'short-term-token' } },
    'token-dead',
    'tokens issue acme --replace',
  ],
  [
    'a current token that the API refuses, and that one in grace renews',
    { ...dead({ [OLD]: [dueLabel(NOW + HOUR, OLD)] }), client: { ...client, grant: 'short-term-token' } },
    'token-dead',
    'tokens rotate acme',
  ],
  [
    'a current token that the API refuses, and that is nearly over',
    { ...dead(), current: token(CURRENT, -1) },
    'token-dead',
    'tokens rotate acme',
  ],
  [
    'a revocation that is overdue',
    labelled({ ...secret.versions, [OLD]: [dueLabel(NOW - 2 * HOUR, OLD)] }),
    'revocation-overdue',
    `tokens revoke acme --token tok_${OLD}`,
  ],
  [
    'an overdue revocation of a token whose id nobody knows',
    {
      ...labelled({ ...secret.versions, [OLD]: [dueLabel(NOW - 2 * HOUR, OLD)] }),
      tokens: new Map([[CURRENT, token(CURRENT)]]),
    },
    'revocation-overdue',
    'tokens revoke acme',
  ],
  [
    'a token secret that is gone',
    { secret: { ...secret, isMissing: true, rotationEnabled: false, versions: {} } },
    'secret-missing',
    'npm run deploy -- Stack --revert-drift',
  ],
  [
    'labels that an outage has piled up',
    labelled({ [CURRENT]: ['AWSCURRENT', storedLabel(CURRENT), ...beginsLongAgo(NOW, 16)] }),
    'labels-full',
    'tokens resume acme',
  ],
  [
    'a sweep that is denied a call',
    {
      lastError: { at: NOW, code: 'LABEL_NOT_MOVED', message: 'not moved: AccessDeniedException.', kind: 'sweep' },
    },
    'permission-missing',
    'npm run deploy -- Stack --revert-drift',
  ],
])('%s is found, with its cure', (_what, more, id, command) => {
  expect(clientFindings(facts(more), cures)).toEqual([{ id, client: 'acme', what: expect.any(String), command }]);
});

const copied = (status: string, cause: Partial<ReplicaCause> = {}, keyId: string | undefined = 'arn:copy') => {
  const found = { keyState: keyId && 'Enabled', isNameTaken: false, ...cause };
  return { ...secret, replicas: [{ region: 'there', keyId, status, message: 'said', cause: found }] };
};
const AGAIN =
  'aws secretsmanager replicate-secret-to-regions --secret-id arn:secret --add-replica-regions Region=there';
const OF_KEY = `${AGAIN},KmsKeyId=arn:copy in here`;

const outage = (more: Partial<Outage> = {}) => ({
  outage: { since: NOW - 3 * HOUR, status: 503, reason: 'and answered 503', isNewlySet: false, ...more },
});
const LOOK = 'tokens doctor';

test.each<[string, Partial<ClientFacts>, string, string]>([
  ['that answers with 503', outage(), 'api-down', LOOK],
  ['that answers with 429', outage({ status: 429 }), 'api-down', LOOK],
  ['that is gone', outage({ status: undefined, reason: 'ECONNREFUSED' }), 'api-down', LOOK],
  ['that a dead token is not shown to', { ...dead(), ...outage() }, 'api-down', LOOK],
  [
    'that nothing has reached since it was set',
    outage({ status: undefined, reason: 'ENOTFOUND', isNewlySet: true }),
    'api-unreachable',
    'npm run deploy -- Stack',
  ],
  ['in whose place somebody else answers', outage({ status: 404 }), 'api-unreachable', 'npm run deploy -- Stack'],
])('of an API %s it is said whose trouble it is, and what can be done meanwhile', (_what, more, id, command) => {
  const what = expect.stringMatching(id === 'api-down' ? /That is theirs: wait, it heals by itself\./ : /apiBaseUrl/);
  expect(clientFindings(facts(more), cures)).toEqual([{ id, client: 'acme', what, since: NOW - 3 * HOUR, command }]);
});

test.each<[string, Partial<ClientFacts>]>([
  [
    'a rotation that is stuck',
    labelled({ ...secret.versions, [OLD]: ['AWSPENDING', begunLabel(NOW - 9 * HOUR, 'x', OLD)] }),
  ],
  ['a token that is over', { current: token(CURRENT, -1) }],
  ['a revocation that is overdue', labelled({ ...secret.versions, [OLD]: [dueLabel(NOW - 2 * HOUR, OLD)] })],
  ['a rotation that is off', { secret: { ...secret, rotationEnabled: false } }],
])('while the API is down, %s has no cure, and none is told', (_what, more) => {
  expect(clientFindings(facts({ ...more, ...outage() }), cures).map(({ id }) => id)).toEqual(['api-down']);
});

test('while the API is down, what does not need it is cured all the same, and no more', () => {
  const pending = labelled({ ...secret.versions, [OLD]: ['AWSPENDING'] });
  const disabled = clientFindings(facts({ ...pending, keyState: 'Disabled', ...outage() }), cures);
  expect(disabled.map(({ command }) => command)).toEqual(['aws kms enable-key --key-id arn:key in here', LOOK]);
});

const vendFailure = {
  consumer: 'letters',
  client: 'acme',
  since: NOW - HOUR,
  last: { at: NOW, code: 'SECRET_UNREADABLE', message: 'denied', kind: 'vend-short-term-token' },
};

test('a consumer that is vended nothing is found where nothing else explains it', () => {
  const ids = (more: Partial<ClientFacts>) =>
    clientFindings(facts({ vendFailure, ...more }), cures).map(({ id }) => id);
  expect(ids({})).toEqual(['vend-failing']);
  expect(ids(dead())).toEqual(['token-dead']);
});

test('a retired client needs nobody', () => {
  const retired = { retiredAt: NOW - HOUR, secret: { ...secret, rotationEnabled: false }, ...dead() };
  expect(clientFindings(facts(retired), cures)).toEqual([]);
});

test.each<[string, SecretFacts, string]>([
  [
    'whose key is disabled',
    copied('Failed', { keyState: 'Disabled' }),
    `aws kms enable-key --key-id arn:copy in there && ${OF_KEY}`,
  ],
  [
    'whose key is not seen to be wrong',
    copied('Failed'),
    `aws kms put-key-policy --key-id arn:copy --policy-name default --policy file://replica-key-policy.json in there && ${OF_KEY}`,
  ],
  ['whose key is gone', copied('Failed', { keyState: 'Missing' }), 'npm run deploy -- Stack'],
  [
    'whose name is taken',
    copied('Failed', { isNameTaken: true }),
    OF_KEY.replace(' in', ' --force-overwrite-replica-secret in'),
  ],
  [
    'that has no key of its own',
    { ...copied('Failed'), replicas: copied('Failed').replicas.map((one) => ({ ...one, keyId: undefined })) },
    `${AGAIN} in here`,
  ],
  ['that has been under way for long', copied('InProgress'), OF_KEY],
])('a copy %s is found, with its cure', (_what, copies, command) => {
  const [found, ...others] = clientFindings(facts({ secret: copies }), cures);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ id: 'replica-not-in-sync', client: 'acme', command });
  expect(found?.what).toMatch(/^The copy in there does not follow \((Failed|InProgress): said\), /);
});

test('a copy that is in sync is well, and so is one that is under way since a moment ago', () => {
  const justNow = { ...copied('InProgress'), changedAt: NOW - 60_000 };
  for (const copies of [copied('InSync'), justNow]) {
    expect(clientFindings(facts({ secret: copies }), cures)).toEqual([]);
  }
});

test('what a rotation supersedes may be overdue for as long as the sweep takes to come', () => {
  const justNow = { ...secret.versions, [OLD]: [dueLabel(NOW - HOUR, OLD)] };
  expect(clientFindings(facts(labelled(justNow)), cures)).toEqual([]);
});
