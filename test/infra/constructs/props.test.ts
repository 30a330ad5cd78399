import { describe, expect, test } from '@jest/globals';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Grant, InvalidSettings } from '../../../infra/index.ts';
import { propsOfSettings } from '../../../infra/constructs/props-of-settings.ts';
import { settingsOfProps } from '../../../infra/constructs/written-props.ts';
import { readSettings } from '../../../infra/settings/settings.ts';
import { RICH_SETTINGS } from '../../support/rich-configuration.ts';
import { cdkContext } from '../synthesised-stack.ts';
import { acme, rotationOf, THREE_CLIENTS } from './own-app.ts';

function problemsOf(props: unknown): string {
  try {
    rotationOf(props as typeof THREE_CLIENTS);
  } catch (error) {
    if (error instanceof InvalidSettings) return error.message;
    throw error;
  }
  return 'none';
}

const clients = (changes: Parameters<typeof acme>[0]) => ({ clients: { acme: acme(changes) } });

describe('options that cannot be used are refused by their path', () => {
  test.each([
    ['no clients', {}, 'clients: is missing'],
    ['clients that are none', { clients: 'acme' }, 'clients: must be an object with one entry for each client'],
    ['a client that is none', { clients: { acme: 'c2m_acme' } }, 'clients.acme: must be an object'],
    ['a misspelt option', { ...THREE_CLIENTS, nameprefix: 'mail' }, 'nameprefix: is not a setting'],
    ['a name that is none', { clients: { Acme: acme() } }, 'clients.Acme: is not a name for a client'],
    ['no rate', clients({ rotateEvery: undefined as never }), 'clients.acme.rotateEvery: '],
    ['a rate of half an hour', clients({ rotateEvery: Duration.minutes(30) }), 'clients.acme.rotateEvery: must be'],
    [
      'a rate that is too seldom',
      clients({ rotateEvery: Duration.days(89) }),
      'clients.acme.rotateEvery: needs tokens',
    ],
    ['a grace of seconds', clients({ grace: Duration.seconds(7201) }), 'clients.acme.grace: must be "0", or minutes'],
    ['a short grace', clients({ grace: Duration.minutes(5) }), 'clients.acme.grace: is too short'],
    ['a scope that kills', clients({ scopes: ['tokens:revoke'] }), 'clients.acme.scopes.0: is refused'],
    [
      'the size of a key that has none',
      clients({ grant: Grant.assertion({ algorithm: 'ES256', keySize: 2048 }) }),
      'clients.acme.grant.keySize: is for RSA keys',
    ],
    [
      'assertions that live too long',
      clients({ grant: Grant.assertion({ lifetime: Duration.minutes(10) }) }),
      'clients.acme.grant.lifetime: must be a whole number of seconds from 60 to 300',
    ],
    [
      'a key that is an alias',
      clients({ grant: Grant.assertion({ existingKeyArn: 'alias/mine' }) }),
      'clients.acme.grant.existingKeyArn: must be the ARN of a KMS key',
    ],
    [
      'a consumer of nobody',
      { ...THREE_CLIENTS, consumers: { shop: { client: 'beta', scopes: ['jobs:submit'] } } },
      'consumers.shop.client: is not one of the clients',
    ],
    ['a sweep once a day', { ...THREE_CLIENTS, sweepEvery: Duration.days(1) }, 'sweepEvery: must be minutes from'],
    [
      'checks in between sweeps',
      { ...THREE_CLIENTS, checkEvery: Duration.minutes(1) },
      'checkEvery: must be a time from',
    ],
    [
      'alarms by a topic that is none',
      { ...THREE_CLIENTS, alarms: { topic: { topicArn: 'on-call' } } },
      'alarms.topic: must be the ARN of a standard topic',
    ],
  ])('%s', (_, props, message) => {
    expect(problemsOf(props)).toContain(`The options of Mail/Click2Mail cannot be used:\n- ${message}`);
  });

  test('all problems at once', () => {
    const problems = problemsOf({ clients: { acme: acme({ clientId: '', grace: Duration.minutes(5) }) }, tracing: 1 });
    expect(problems.match(/^- /gm)).toHaveLength(3);
  });

  test('a duration that is known only at deployment, in the same words', () => {
    const late = Duration.hours(Lazy.number({ produce: () => 2 }));
    expect(problemsOf(clients({ grace: late }))).toContain('clients.acme.grace: must be "0", or minutes');
    expect(problemsOf(clients({ rotateEvery: late }))).toContain('clients.acme.rotateEvery: must be');
  });
});

describe('what TypeScript would not let pass is refused by its path, too', () => {
  const stack = new Stack(new App(), 'Made');
  const topic = new Topic(stack, 'OnCall');
  const role = new Role(stack, 'Reader', { assumedBy: new AccountRootPrincipal() });
  const of = (changes: object) => ({ clients: { acme: { ...acme(), ...changes } } });
  const beside = (options: object) => ({ ...THREE_CLIENTS, ...options });

  test.each<[string, unknown, string]>([
    ['clients in a list', { clients: [acme()] }, 'clients: must be an object with one entry for each client'],
    ['clients in a map', { clients: new Map([['acme', acme()]]) }, 'clients: must have at least one client'],
    ['a client that is null', { clients: { acme: null } }, 'clients.acme: must be an object'],
    ...['client-secret', null, {}, { grant: 'client-secret' }].map((grant): [string, unknown, string] => [
      `${JSON.stringify(grant)} as a grant`,
      of({ grant }),
      'clients.acme.grant: must be a Grant, for example Grant.assertion()',
    ]),
    ...['often', 30, null, new Date(), { days: 30 }].map((rotateEvery): [string, unknown, string] => [
      `${JSON.stringify(rotateEvery)} as a rate`,
      of({ rotateEvery }),
      'clients.acme.rotateEvery: must be "monthly", or rate',
    ]),
    ...['soon', 7200, 0, null, { hours: 2 }].map((grace): [string, unknown, string] => [
      `${JSON.stringify(grace)} as a grace`,
      of({ grace }),
      'clients.acme.grace: must be "0", or minutes',
    ]),
    ['a role as a reader', of({ readers: [role] }), 'clients.acme.readers.0: must be text'],
    ['a reader without a list', of({ readers: role }), 'clients.acme.readers: must be a list'],
    ['a construct as the clientId', of({ clientId: role }), 'clients.acme.clientId: must be text'],
    ['scopes in a set', of({ scopes: new Set(['jobs:submit']) }), 'clients.acme.scopes: must be a list of scopes'],
    ['a construct as a secret', of({ existingSecret: topic }), 'clients.acme.existingSecret: must be text'],
    ...['2m', 0, null].map((lifetime): [string, unknown, string] => [
      `${JSON.stringify(lifetime)} as a life of assertions`,
      of({ grant: Grant.assertion({ lifetime: lifetime as never }) }),
      'clients.acme.grant.lifetime: must be a whole number of seconds',
    ]),
    [
      'a construct as a key',
      of({ grant: Grant.assertion({ existingKeyArn: topic as never }) }),
      'clients.acme.grant.existingKeyArn: must be text',
    ],
    [
      'a key slot without a list',
      of({ grant: Grant.assertion({ keySlots: 'a' as never }) }),
      'clients.acme.grant.keySlots: must be',
    ],
    ['consumers in a list', beside({ consumers: ['shop'] }), 'consumers: must be an object with one entry for each'],
    ['a consumer that is text', beside({ consumers: { shop: 'acme' } }), 'consumers.shop: must be an object'],
    [
      'a role as a principal',
      beside({ consumers: { shop: { client: 'acme', scopes: ['jobs:submit'], principals: [role] } } }),
      'consumers.shop.principals.0: must be text',
    ],
    ...['often', 15, null, {}].map((sweepEvery): [string, unknown, string] => [
      `a sweep every ${JSON.stringify(sweepEvery)}`,
      beside({ sweepEvery }),
      'sweepEvery: must be minutes from',
    ]),
    ...['often', false, null, {}].map((checkEvery): [string, unknown, string] => [
      `a check every ${JSON.stringify(checkEvery)}`,
      beside({ checkEvery }),
      'checkEvery: must be a time from',
    ]),
    ...['on-call@example.com', null].map((alarms): [string, unknown, string] => [
      `${JSON.stringify(alarms)} for alarms`,
      beside({ alarms }),
      'alarms: must be an object',
    ]),
    ['alarms in a list', beside({ alarms: [topic] }), 'alarms.0: is not a setting'],
    ['a topic for alarms', beside({ alarms: topic }), 'alarms.node: is not a setting'],
    ['a misspelt address', beside({ alarms: { mail: 'on-call@example.com' } }), 'alarms.mail: is not a setting'],
    ...['on-call', 7, null, {}, role].map((one): [string, unknown, string] => [
      `a topic that is ${one === role ? 'a role' : JSON.stringify(one)}`,
      beside({ alarms: { topic: one } }),
      'alarms.topic: must be',
    ]),
    ['a vpc that is a construct', beside({ vpc: role }), 'vpc.vpcId: is missing'],
    ['replicas by name', beside({ replicaRegions: ['eu-west-1'] }), 'replicaRegions.0: must be an object'],
    ['a construct as the boundary', beside({ permissionsBoundary: role }), 'permissionsBoundary: must be text'],
    ['a construct as the prefix', beside({ namePrefix: role }), 'namePrefix: must be text'],
    ['a retention as text', beside({ logRetentionDays: '90' }), 'logRetentionDays: must be a number of days'],
    [
      'a construct as the concurrency',
      beside({ vendorConcurrency: role }),
      'vendorConcurrency: must be a whole number',
    ],
    ...[0, 101, 1.5, '1', null].map((stackNumber): [string, unknown, string] => [
      `${JSON.stringify(stackNumber)} as the number of the stack`,
      beside({ stackNumber }),
      'stackNumber: must be a whole number from 1 to 100',
    ]),
  ])('%s', (_, props, message) => {
    expect(problemsOf(props)).toContain(`The options of Mail/Click2Mail cannot be used:\n- ${message}`);
  });

  test.each([undefined, null, 'acme'])('%s for all options', (props) => {
    expect(() => settingsOfProps(stack, props as never)).toThrow('- clients: is missing');
  });

  test('all of it at once, and each problem once', () => {
    const problems = problemsOf({ ...of({ grant: 'assertion', grace: null, readers: [role] }), stackNumber: 0.5 });
    expect(problems.match(/^- [^:]+/gm)?.toSorted()).toEqual([
      '- clients.acme.grace',
      '- clients.acme.grant',
      '- clients.acme.readers.0',
      '- stackNumber',
    ]);
  });
});

describe('options', () => {
  test('that are undefined were not said', () => {
    expect(problemsOf({ ...THREE_CLIENTS, tracing: undefined, vpc: undefined, alarms: { email: undefined } })).toBe(
      'none',
    );
  });

  test('may have been made in the same stack, where only the deployment has to know them', () => {
    const shared = new Stack(new App(), 'Shared');
    const vpc = new CfnVPC(shared, 'Vpc').attrVpcId;
    const made = {
      alarms: { topic: new Topic(shared, 'OnCall') },
      vpc: { vpcId: vpc, subnetIds: [`${vpc}-subnet`], securityGroupIds: [`${vpc}-group`] },
      permissionsBoundary: `${vpc}-boundary`,
      clients: { acme: acme({ readers: [`${vpc}-role`] }) },
      consumers: { shop: { client: 'acme', scopes: ['jobs:submit'], principals: [`${vpc}-role`] } },
    };
    expect(problemsOf(made)).toBe('none');
    expect(problemsOf(clients({ existingSecret: `${vpc}-secret` }))).toContain('clients.acme.existingSecret: must be');
  });

  test.each([
    ['days', Duration.days(1), 'rate(1 day)'],
    ['several days', Duration.days(30), 'rate(30 days)'],
    ['a day in hours, which is another window', Duration.hours(24), 'rate(24 hours)'],
    ['minutes that are hours', Duration.minutes(240), 'rate(4 hours)'],
    ['monthly', 'monthly' as const, 'monthly'],
  ])('have a rate in %s', (_, rotateEvery, expression) => {
    const settings = settingsOfProps(new Stack(new App(), 'Mail'), clients({ rotateEvery }));
    expect(settings.clients['acme']?.rotateEvery.expression).toBe(expression);
  });
});

test.each([
  ['cdk.json', cdkContext.click2mail],
  ['everything on', { ...RICH_SETTINGS, stacks: 1, clients: { ...RICH_SETTINGS.clients } }],
])('the settings of %s, as options, are the same settings', (_, context) => {
  const settings = readSettings(
    JSON.parse(JSON.stringify(context), (key, value: unknown) => (key === 'stack' ? undefined : value)),
  );
  const stack = new Stack(new App(), 'Mail', {
    env: {
      ...(settings.account && { account: settings.account }),
      ...(settings.region && { region: settings.region }),
    },
  });
  const { stackName, tags } = settings;
  expect({ ...settingsOfProps(stack, propsOfSettings(stack, settings)), stackName, tags }).toEqual(settings);
});
