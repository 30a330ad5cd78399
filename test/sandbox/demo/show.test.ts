import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { SandboxState, TokenState } from '../../../sandbox/console/state.ts';
import { publishedOf } from '../../../sandbox/published.ts';
import { versionTable, welcome } from '../../../sandbox/demo/show.ts';

const FIRST = '0f6a1c2e-1111-4111-8111-0123456789ab';
const SECOND = 'a81b7d40-2222-4222-8222-0123456789ab';
const EMPTY = 'deadbeef-3333-4333-8333-0123456789ab';

const token = (id: string, state: TokenState['state']): TokenState => ({
  id,
  kind: 'long',
  clientId: 'c2m_acme',
  grant: 'assertion',
  scopes: ['jobs:submit'],
  state,
  issuedAt: '2026-03-01T12:00:00.000Z',
  expiresAt: '2026-05-30T12:34:56.000Z',
  revokedAt: null,
  versionId: null,
  currentFrom: null,
  supersededAt: null,
  revocationDueAt: null,
});

const stored = { createdAt: '2026-03-01T12:00:00.000Z' };

const state: SandboxState = {
  now: '2026-03-01T12:00:00.000Z',
  clients: [
    {
      name: 'acme',
      clientId: 'c2m_acme',
      grant: 'assertion',
      graceSeconds: 7200,
      secretArn: 'arn:of:secret',
      rotationFunctionArn: 'arn:of:function',
      nextRotationAt: null,
      versions: [
        {
          ...stored,
          versionId: FIRST,
          labels: ['AWSPREVIOUS', `click2mail:${FIRST}`, `click2mail:due:20260301T140000Z:${FIRST}`],
          tokenId: 'tok_lt_0123456789abcdef',
        },
        { ...stored, versionId: SECOND, labels: ['AWSCURRENT'], tokenId: 'tok_lt_fedcba9876543210' },
        { ...stored, versionId: EMPTY, labels: [], tokenId: null },
        { ...stored, versionId: 'cafe0000-4444-4444-8444-0123456789ab', labels: ['AWSPENDING'], tokenId: null },
        { ...stored, versionId: 'beef0000-5555-4555-8555-0123456789ab', labels: [], tokenId: 'tok_lt_forgotten' },
      ],
    },
  ],
  tokens: [token('tok_lt_0123456789abcdef', 'revoked'), token('tok_lt_fedcba9876543210', 'live')],
  rotations: [],
  vends: [],
  denied: [],
  faults: [],
  functions: [],
  alarms: [],
  notifications: [],
};

describe('the table of versions', () => {
  const plain = versionTable(state, { hasColours: false });
  const coloured = versionTable(state, { hasColours: true });

  test('shows each version with its labels and its token, in words that people can read', () => {
    const cells = plain.split('\n').flatMap((line) => {
      const found = line.split('│').map((cell) => cell.trim());
      return found.length > 1 ? [found.slice(1, -1)] : [];
    });
    expect(cells).toEqual([
      ['client', 'version', 'labels', 'token', 'state', 'expires'],
      ['acme', '0f6a1c2e', 'AWSPREVIOUS', 'tok_lt_0123456789abcdef', 'revoked', '2026-05-30 12:34'],
      ['', '', 'click2mail:0f6a1c2e…', '', '', ''],
      ['', '', 'click2mail:due:20260301T140000Z:0f6a1c2e…', '', '', ''],
      ['acme', 'a81b7d40', 'AWSCURRENT', 'tok_lt_fedcba9876543210', 'live', '2026-05-30 12:34'],
      ['acme', 'cafe0000', 'AWSPENDING', '(none)', '', ''],
      ['acme', 'beef0000', '', 'tok_lt_forgotten', '', ''],
    ]);
  });

  test('leaves out a version that has neither label nor token', () => {
    expect(plain).not.toContain('deadbeef');
  });

  test('has lines of one width, which a usual terminal shows unbroken', () => {
    const widths = new Set(plain.split('\n').map((line) => line.length));
    expect(widths.size).toBe(1);
    expect(Math.max(...widths)).toBeLessThanOrEqual(120);
  });

  test('has no colours unless asked for', () => {
    expect(stripVTControlCharacters(plain)).toBe(plain);
  });

  test('has colours when asked for, and says the same', () => {
    expect(coloured).toContain('\u001B[32mlive\u001B[39m');
    expect(coloured).toContain('\u001B[90mrevoked\u001B[39m');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  test('of a stack without clients has its head alone', () => {
    expect(versionTable({ ...state, clients: [] }, { hasColours: false })).toContain('client');
  });
});

test('the welcome names every address, what a shell has to know, and the client’s own secret in what to try', () => {
  const addresses = {
    awsEndpoint: 'http://127.0.0.1:1',
    apiBaseUrl: 'http://127.0.0.1:2/v2',
    consoleUrl: 'http://127.0.0.1:3',
  };
  const consumers = [{ name: 'mail-merge', client: 'globex', functionName: 'vendor' }];
  const sandbox = {
    ...addresses,
    consumers,
    state: () => ({ ...state, clients: state.clients.map((client) => ({ ...client, name: 'globex' })) }),
    published: () => publishedOf({ ...addresses, consumers, stackNames: ['Stack'] }),
  };
  const text = welcome(sandbox);
  for (const part of ['http://127.0.0.1:1\n', 'http://127.0.0.1:2/v2\n', 'http://127.0.0.1:3/\n']) {
    expect(text).toContain(part);
  }
  expect(text).toContain('eval "$(curl -s http://127.0.0.1:1/sandbox/environment)"');
  expect(text).toContain('     export AWS_ENDPOINT_URL=http://127.0.0.1:1\n     export AWS_REGION=us-east-1\n');
  expect(text).toContain('     export STACK=Stack\n     export VENDOR=vendor\n');
  const aws = 'aws --endpoint-url $AWS_ENDPOINT_URL';
  expect(text).toContain(`${aws} secretsmanager rotate-secret --secret-id click2mail/globex`);
  expect(text).toContain(`curl -s $CLICK2MAIL_CONSOLE/api/clock -H 'content-type: application/json'`);
  expect(text).toContain(`4. Have a short-term token vended, as each of the consumers:\n     ${aws} lambda invoke`);
  expect(text).toContain('--function-name vendor:mail-merge /dev/stdout');
  expect(text).not.toContain('acme');
  const without = welcome({ ...sandbox, consumers: [] });
  expect(without).not.toContain('4.');
  expect(without).not.toContain('lambda');
});
