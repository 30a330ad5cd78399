import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { functionBundles } from '../../infra/bundling/function-bundles.ts';
import { vendorSettings } from '../../infra/function-settings.ts';
import { readSettings } from '../../infra/settings/settings.ts';
import { problemsOf } from './settings/refused-settings.ts';
import { acmeWith, getAtt, type Json, resource, resources, synthesise, synthesiseAll } from './synthesised-stack.ts';

const ROLE = 'arn:aws:iam::111122223333:role/mail-merge';
const clients = { acme: acmeWith({ scopes: ['jobs:*', 'templates:read'] }), beta: acmeWith() };
const consumer = (changes: Json = {}): Json => ({ client: 'acme', scopes: ['jobs:submit'], ...changes });
const withConsumers = (consumers: unknown, more: Json = {}): Json => ({ clients, consumers, ...more });

describe('a consumer is refused', () => {
  const refused = (name: string, changes: Json = {}) => problemsOf(withConsumers({ [name]: consumer(changes) }));

  test.each<[string, Json, string]>([
    ['of a client that is not there', { client: 'gamma' }, '.client: is not one of the clients; there are: acme'],
    ['of a client that is called as JavaScript pleases', { client: 'toString' }, '.client: is not one of'],
    [
      'with more than its client has',
      { scopes: ['letters:read'] },
      '.scopes: names more than the token of acme may do',
    ],
    ['with a wildcard that its client lacks', { scopes: ['templates:*'] }, '.scopes: names more than'],
    ['without scopes', { scopes: [] }, '.scopes: must name at least one scope'],
    ...['*', 'tokens:*', 'tokens:write', 'tokens:revoke'].map((scope): [string, Json, string] => [
      `with ${scope}`,
      { scopes: ['jobs:submit', scope] },
      '.scopes: must not have tokens:write, tokens:revoke, tokens:*, *',
    ]),
    ['with everybody as its principal', { principals: ['*'] }, ".principals.0: must be an account's 12 digits or"],
    ['with a principal twice', { principals: [ROLE, ROLE] }, '.principals: must name each principal once'],
    ['with an unknown setting', { url: true }, '.url: is not a setting'],
  ])('%s', (_what, changes, problem) => {
    expect(refused('mail-merge', changes)).toContain(`- click2mail.consumers.mail-merge${problem}`);
  });

  test.each(['7', '', 'mail merge', 'a:b', 'x'.repeat(129), 'constructor'])('under the name "%s"', (name) => {
    expect(refused(name)).toContain(`- click2mail.consumers.${name}: is not a name for a consumer`);
  });

  test.each([0, 1.5, 1001, '5'])('%s is no concurrency', (vendorConcurrency) => {
    expect(problemsOf(withConsumers({}, { vendorConcurrency }))).toContain(
      '- click2mail.vendorConcurrency: must be a whole number from 1 to 1000',
    );
  });
});

describe('the vendor', () => {
  const template = synthesise(
    withConsumers(
      {
        'mail-merge': consumer({ principals: [ROLE, '444455556666'], functionUrl: true }),
        mail_merge: consumer({ scopes: ['jobs:*'] }),
      },
      { vendorConcurrency: 20 },
    ),
  );
  const vend = resource(template, 'AWS::Lambda::Function', 'ShortTermTokenVendor');
  const aliases = resources(template).filter(({ Type }) => Type === 'AWS::Lambda::Alias');
  const permissions = resources(template)
    .filter(({ Type, id }) => Type === 'AWS::Lambda::Permission' && id.startsWith('ShortTermTokenVendor'))
    .map(({ Properties }) => Properties);

  test('has an alias for each consumer, and its concurrency reserved', () => {
    expect(aliases.map(({ Properties }) => Properties)).toMatchObject([
      { Name: 'mail-merge', FunctionName: { Ref: vend.id }, FunctionVersion: '$LATEST' },
      { Name: 'mail_merge', FunctionName: { Ref: vend.id }, FunctionVersion: '$LATEST' },
    ]);
    expect(vend.Properties).toMatchObject({ ReservedConcurrentExecutions: 20, Timeout: 60, MemorySize: 512 });
  });

  test('lets principals in by their own alias alone, and by its URL with both permissions', () => {
    const FunctionName = { Ref: aliases[0]?.id };
    const grants = (Principal: string) => [
      { Action: 'lambda:InvokeFunction', FunctionName, Principal },
      { Action: 'lambda:InvokeFunctionUrl', FunctionName, Principal, FunctionUrlAuthType: 'AWS_IAM' },
      { Action: 'lambda:InvokeFunction', FunctionName, Principal, InvokedViaFunctionUrl: true },
    ];
    expect(permissions).toEqual([...grants(ROLE), ...grants('444455556666')]);
    expect(
      resources(template)
        .filter(({ Type }) => Type === 'AWS::Lambda::Url')
        .map(({ Properties }) => Properties),
    ).toEqual([{ AuthType: 'AWS_IAM', Qualifier: 'mail-merge', TargetFunctionArn: getAtt(vend.id) }]);
  });

  test('may read current tokens of its stack, decrypt them and write its log, and nothing else', () => {
    const { Statement } = resource(template, 'AWS::IAM::Policy', 'ShortTermTokenVendor').Properties.PolicyDocument;
    expect(Statement.map(({ Action }) => Action)).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'secretsmanager:GetSecretValue',
      'kms:Decrypt',
    ]);
    expect(Statement[1]).toMatchObject({
      Condition: {
        'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' },
        StringEquals: { 'secretsmanager:ResourceTag/click2mail:token-secret-of': 'Click2MailTokenRotation' },
      },
    });
  });

  test('is not there without consumers', () => {
    expect(resources(synthesise({ clients })).filter(({ id }) => id.startsWith('ShortTermTokenVendor'))).toEqual([]);
  });

  test('reads an existing secret by a policy of that client', () => {
    const existingSecret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/token-Ab12Cd';
    const adopted = synthesise({
      clients: { acme: acmeWith({ existingSecret }) },
      consumers: { 'mail-merge': consumer() },
    });
    const policy = resource(adopted, 'AWS::IAM::Policy', 'acmeVendorReads');
    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      {
        Sid: 'ReadCurrentTokens',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: existingSecret,
        Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      },
    ]);
  });
});

test('of several stacks, a consumer is in that of its client', () => {
  const templates = synthesiseAll({
    stacks: 2,
    clients: { acme: acmeWith({ stack: 1 }), beta: acmeWith({ stack: 2 }) },
    consumers: { one: consumer(), two: consumer({ client: 'beta' }) },
  });
  const names = [...templates.values()].map((template) =>
    resources(template)
      .filter(({ Type }) => Type === 'AWS::Lambda::Alias')
      .map(({ Properties }) => Properties['Name']),
  );
  expect(names).toEqual([['one'], ['two']]);
});

test('200 consumers fit into a stack, and one more changes no other function and no role', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`consumer-${index}`, consumer()]));
  const before = synthesise(withConsumers(many(199)));
  const after = synthesise(withConsumers(many(200)));
  expect(resources(after).filter(({ Type }) => Type === 'AWS::Lambda::Alias')).toHaveLength(200);
  const text = (template: typeof before) =>
    new Map(resources(template).map(({ id, Properties }) => [id, JSON.stringify(Properties)]));
  const known = text(before);
  const changed = [...text(after)].filter(([id, properties]) => known.get(id) !== properties).map(([id]) => id);
  expect(changed).toHaveLength(2);
  expect(changed).toEqual([
    expect.stringMatching(/^ShortTermTokenVendorVendFunction/),
    expect.stringMatching(/^ShortTermTokenVendorConsumerconsumer199Alias/),
  ]);
});

describe('the bundle of the vendor', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'click2mail-vendor-'));
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const settings = vendorSettings(readSettings(withConsumers({ 'mail-merge': consumer({ principals: [ROLE] }) })), 1);
  functionBundles(temporary)('vend-short-term-token', 'Stack', settings);
  const asset = join(temporary, 'Stack', 'vend-short-term-token');

  test('has neither KMS nor what rotates, and less than 600 KB', () => {
    const metafile = readFileSync(join(temporary, 'vend-short-term-token.meta.json'), 'utf8');
    const inputs = Object.keys((JSON.parse(metafile) as Metafile).inputs);
    expect(inputs).toContain('functions/vend-short-term-token/vending.ts');
    expect(inputs.filter((file) => /client-kms|kms-signer|core\/(rotation|issuing|sweep|revo)/.test(file))).toEqual([]);
    const modules = readdirSync(asset).filter((file) => file.endsWith('.mjs'));
    const bytes = modules.map((file) => statSync(join(asset, file)).size).reduce((sum, size) => sum + size);
    expect(bytes).toBeLessThan(600_000);
  });

  test('has the profiles beside it, and nothing of who may use them', () => {
    const told = JSON.parse(readFileSync(join(asset, 'settings.json'), 'utf8')) as Json;
    expect(told['consumers']).toEqual({ 'mail-merge': { client: 'acme', scopes: ['jobs:submit'] } });
  });
});
