import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../infra/settings/settings.ts';
import { acmeWith, cdkContext, type Json } from '../synthesised-stack.ts';
import { acme, named, problemsOf } from './refused-settings.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/token-Ab12Cd';

describe('settings that cannot be used', () => {
  test.each<[string, unknown, string]>([
    ['none at all', undefined, '- click2mail: must be an object'],
    ['text, as the command line passes it', '{}', '- click2mail: must be an object'],
    ['no clients', {}, '- click2mail.clients: is missing'],
    ['a list of clients', { clients: [] }, '- click2mail.clients: must be an object with one entry for each client'],
    ['an empty record of clients', { clients: {} }, '- click2mail.clients: must have at least one client'],
    [
      'an unknown key',
      { ...acme({}), zone: 'eu' },
      '- click2mail.zone: is not a setting: allowed are stackName, account, region, namePrefix, stacks, signingKeys, apiBaseUrl,',
    ],
    [
      'a stack name with a blank',
      { ...acme({}), stackName: 'My Stack' },
      '- click2mail.stackName: must be 1 to 124 letters',
    ],
    ['a stack name that is a number', { ...acme({}), stackName: 1 }, '- click2mail.stackName: must be text'],
    [
      'a plain http API',
      { ...acme({}), apiBaseUrl: 'http://api.click2mail.com/v2' },
      '- click2mail.apiBaseUrl: must be an https URL',
    ],
    ['an API that is no URL', { ...acme({}), apiBaseUrl: 'api' }, '- click2mail.apiBaseUrl: must be an https URL'],
    [
      'an API URL with a user',
      { ...acme({}), apiBaseUrl: 'https://u:p@host/v2' },
      '- click2mail.apiBaseUrl: must be an https URL without user',
    ],
    [
      'an API URL with a query',
      { ...acme({}), apiBaseUrl: 'https://host/v2?x' },
      '- click2mail.apiBaseUrl: must be an https URL without user',
    ],
    ['an API URL that is a number', { ...acme({}), apiBaseUrl: 2 }, '- click2mail.apiBaseUrl: must be an https URL'],
    ...['4m', '61m', '2h', '0', 'rate(15 minutes)'].map((sweepEvery): [string, Json, string] => [
      `a sweep every ${sweepEvery}`,
      { ...acme({}), sweepEvery },
      '- click2mail.sweepEvery: must be minutes from "5m" to "60m"',
    ]),
    ...['14m', '25h', '0', 'hourly', ''].map((checkEvery): [string, Json, string] => [
      `a question every ${checkEvery}`,
      { ...acme({}), checkEvery },
      '- click2mail.checkEvery: must be a time from sweepEvery to "24h"',
    ]),
    ['an account that is a number', { ...acme({}), account: 111122223333 }, '- click2mail.account: must be text'],
    ['a region that is none', { ...acme({}), region: 'Europe' }, '- click2mail.region: must be a region'],
    ...['aws', 'aws/c2m'].map((namePrefix): [string, Json, string] => [
      `${namePrefix} as a prefix`,
      { ...acme({}), namePrefix },
      '- click2mail.namePrefix: must not be aws, nor begin with aws/: AWS keeps alias/aws/ for its own keys',
    ]),
    ['AWS in capitals', { ...acme({}), namePrefix: 'AWS' }, '- click2mail.namePrefix: must be 1 to 64 lower-case'],
    ['no prefix', { ...acme({}), namePrefix: '' }, '- click2mail.namePrefix: must be 1 to 64 lower-case'],
    ['a prefix that ends in a slash', { ...acme({}), namePrefix: 'c2m/' }, '- click2mail.namePrefix: must be 1 to 64'],
    [
      'a prefix that makes the end of a name look like that of an ARN',
      { ...named('ab'), namePrefix: 'my-c2m' },
      '- click2mail.clients.ab: with this namePrefix is the name of a secret that ends in a hyphen and six characters',
    ],
    ['no stacks', { ...acme({}), stacks: 0 }, '- click2mail.stacks: must be a whole number from 1 to 100'],
    ['half a stack', { ...acme({}), stacks: 1.5 }, '- click2mail.stacks: must be a whole number from 1 to 100'],
    [
      'keys shared by halves',
      { ...acme({}), signingKeys: 'some' },
      '- click2mail.signingKeys: must be per-client or shared',
    ],
    ...['all', true, null].map((monitoring): [string, Json, string] => [
      `monitoring that is ${monitoring}`,
      { ...acme({}), monitoring },
      '- click2mail.monitoring: must be full, essential or none',
    ]),
    [
      'somebody to tell where nothing is watched',
      { ...acme({}), monitoring: 'none', alarms: { email: 'on-call@example.com' } },
      '- click2mail.alarms: tells nobody: monitoring is none',
    ],
    [
      'a shared key that signs in two algorithms',
      { signingKeys: 'shared', clients: { acme: acmeWith(), beta: acmeWith({ assertion: { algorithm: 'ES256' } }) } },
      '- click2mail.clients.beta.assertion: has another algorithm, keySize or keySlots than acme',
    ],
    [
      'a shared key of two sizes',
      { signingKeys: 'shared', clients: { acme: acmeWith(), beta: acmeWith({ assertion: { keySize: 3072 } }) } },
      '- click2mail.clients.beta.assertion: has another algorithm, keySize or keySlots than acme',
    ],
    [
      'a tag of AWS',
      { ...acme({}), tags: { 'aws:x': 'y' } },
      '- click2mail.tags.aws:x: must not begin with aws: or click2mail:',
    ],
    [
      'a tag that roles are bound by',
      { ...acme({}), tags: { 'click2mail:x': 'y' } },
      '- click2mail.tags.click2mail:x: must not',
    ],
    ['a tag that is a number', { ...acme({}), tags: { team: 7 } }, '- click2mail.tags.team: must be text'],
    ['a list of tags', { ...acme({}), tags: [] }, '- click2mail.tags: must be an object with one entry for each tag'],
    [
      'a boundary that is no policy',
      { ...acme({}), permissionsBoundary: 'arn:aws:iam::111122223333:role/r' },
      '- click2mail.permissionsBoundary: must be the ARN of a managed policy',
    ],
    ['half a vpc', { ...acme({}), vpc: { vpcId: 'vpc-0a1b2c3d' } }, '- click2mail.vpc.subnetIds: is missing'],
    [
      'a vpc without subnets',
      { ...acme({}), vpc: { vpcId: 'vpc-0a1b2c3d', subnetIds: [], securityGroupIds: ['sg-0a1b2c3d'] } },
      '- click2mail.vpc.subnetIds: must name at least one subnet',
    ],
    [
      'a security group that is a subnet',
      {
        ...acme({}),
        vpc: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['subnet-0a1b2c3d'] },
      },
      '- click2mail.vpc.securityGroupIds.0: must be the id of a security group',
    ],
    ...['proxy:3128', 'socks://proxy', 'http://me:hunter2@proxy', 'http://proxy/path', 'no url'].map(
      (egressProxy): [string, unknown, string] => [
        `${egressProxy} as a proxy`,
        { ...acme({}), egressProxy },
        '- click2mail.egressProxy: must be an http or https URL of a host and port, without user, password or path',
      ],
    ),
    [
      'a replica in its own region',
      { ...acme({}), region: 'eu-west-1', replicaRegions: [{ region: 'eu-west-1' }] },
      "- click2mail.replicaRegions.0: is the stack's own region",
    ],
    [
      'a replica twice',
      { ...acme({}), replicaRegions: [{ region: 'eu-west-1' }, { region: 'eu-west-1' }] },
      '- click2mail.replicaRegions.1: names a region twice',
    ],
    [
      'a replica with a key that is elsewhere',
      { ...acme({}), replicaRegions: [{ region: 'eu-west-2', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/a1' }] },
      '- click2mail.replicaRegions.0.keyArn: is a key of another region',
    ],
    [
      'an existing secret in another region',
      { ...acme({ existingSecret: SECRET }), region: 'eu-west-2' },
      '- click2mail.clients.acme.existingSecret: is not in the account and region of the stack',
    ],
    [
      'an existing secret in another account',
      { ...acme({ existingSecret: SECRET }), account: '999900001111' },
      '- click2mail.clients.acme.existingSecret: is not in the account and region of the stack',
    ],
    ['tracing as text', { ...acme({}), tracing: 'yes' }, '- click2mail.tracing: must be true or false'],
    [
      'a retention that CloudWatch lacks',
      { ...acme({}), logRetentionDays: 91 },
      '- click2mail.logRetentionDays: must be a number of days that CloudWatch knows: 1, 3, 5, 7',
    ],
    [
      'a FIFO topic for alarms',
      { ...acme({}), alarms: { topicArn: 'arn:aws:sns:eu-central-1:111122223333:on-call.fifo' } },
      '- click2mail.alarms.topicArn: must be the ARN of a standard topic',
    ],
    [
      'an address that is none',
      { ...acme({}), alarms: { email: 'on-call' } },
      '- click2mail.alarms.email: must be an address',
    ],
    [
      'a topic and an address',
      {
        ...acme({}),
        alarms: { topicArn: 'arn:aws:sns:eu-central-1:111122223333:on-call', email: 'on-call@example.com' },
      },
      '- click2mail.alarms.email: is of no use beside topicArn',
    ],
    ['no retention limit', { ...acme({}), logRetentionDays: 9999 }, '- click2mail.logRetentionDays: must be'],
  ])('%s', (_, settings, message) => {
    expect(problemsOf(settings)).toContain(message);
  });

  test.each<[string, Json]>([
    ['stacks', { ...acme({}), stacks: 0.5 }],
    ['vendorConcurrency', { ...acme({}), vendorConcurrency: 0.5 }],
    ['vendorConcurrency', { ...acme({}), vendorConcurrency: 1000.5 }],
    ['stack', acme({ stack: 0.5 })],
    ['lifetimeSeconds', acme({ assertion: { lifetimeSeconds: 30.5 } })],
  ])('%s that is wrong in two ways is told of once', (setting, settings) => {
    expect(problemsOf(settings).match(new RegExp(`^- .*${setting}: `, 'gm'))).toHaveLength(1);
  });
});

describe('settings that can be used', () => {
  test('the example of cdk.json', () => {
    expect(readSettings(cdkContext.click2mail)).toMatchObject({
      stackName: 'Click2MailTokenRotation',
      clients: {
        acme: {
          grant: 'assertion',
          clientId: 'c2m_acme',
          scopes: ['jobs:submit', 'templates:read'],
          graceSeconds: 7200,
        },
        globex: { grant: 'client-secret', scopes: expect.arrayContaining(['jobs:submit']) },
        initech: { grant: 'short-term-token', scopes: ['jobs:submit', 'tokens:write'] },
      },
    });
  });

  test('what is left out has its default', () => {
    expect(readSettings(acme({}))).toEqual({
      alarms: {},
      stackName: 'Click2MailTokenRotation',
      namePrefix: 'click2mail',
      stacks: 1,
      signingKeys: 'per-client',
      apiBaseUrl: 'https://api.click2mail.com/v2',
      sweepEvery: 900,
      checkEvery: 3600,
      monitoring: 'full',
      tracing: false,
      logRetentionDays: 90,
      tags: {},
      replicaRegions: [],
      consumers: {},
      clients: {
        acme: {
          clientId: 'c2m_acme',
          grant: 'assertion',
          readers: [],
          scopes: ['jobs:submit'],
          rotateEvery: { expression: 'rate(30 days)', unit: 'day', seconds: 2_592_000, windowSeconds: 86_400 },
          graceSeconds: 7200,
          ttlSeconds: 3_333_600,
          assertion: {
            algorithm: 'RS256',
            keySlots: ['a'],
            signingKey: 'a',
            assertionType: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            lifetimeSeconds: 120,
          },
        },
      },
    });
  });

  test.each([
    ['0', 0],
    ['20m', 1200],
    ['90m', 5400],
    ['2h', 7200],
    ['1d', 86_400],
  ])('a grace of %s is %i seconds', (grace, seconds) => {
    expect(readSettings(acme({ grace })).clients['acme']).toMatchObject({ graceSeconds: seconds });
  });

  test.each(['rate(4 hours)', 'rate(1 day)', 'rate(10 days)', 'rate(19 hours)'])('%s', (rotateEvery) => {
    expect(readSettings(acme({ rotateEvery })).clients['acme']).toMatchObject({
      rotateEvery: { expression: rotateEvery },
    });
  });

  test.each(['ab', 'acme-eu', 'a-b-east1', 'acme-eu-central-1', 'a'.repeat(40)])('a client named %s', (name) => {
    expect(Object.keys(readSettings(named(name)).clients)).toEqual([name]);
  });

  test.each([
    ['5m', 300],
    ['60m', 3600],
    ['1h', 3600],
  ])('a sweep every %s', (sweepEvery, seconds) => {
    expect(readSettings({ ...acme({}), sweepEvery }).sweepEvery).toBe(seconds);
  });

  test.each([
    ['15m', 900],
    ['24h', 86_400],
    ['1d', 86_400],
    ['never', 0],
  ])('a question every %s', (checkEvery, seconds) => {
    expect(readSettings({ ...acme({}), checkEvery }).checkEvery).toBe(seconds);
  });

  test.each<[string, Json, Json]>([
    ['a size of 2048 said and left out', {}, { keySize: 2048 }],
    ['another algorithm with a size said and left out', { algorithm: 'PS256', keySize: 2048 }, { algorithm: 'PS256' }],
    ['the default algorithm said and left out', {}, { algorithm: 'RS256' }],
    ['the default slots said and left out', {}, { keySlots: ['a'] }],
    ['slots in another order', { keySlots: ['a', 'b'] }, { keySlots: ['b', 'a'] }],
  ])('a shared key that is the same for all: %s', (_, acmes, betas) => {
    const clients = { acme: acmeWith({ assertion: acmes }), beta: acmeWith({ assertion: betas }) };
    expect(Object.keys(readSettings({ signingKeys: 'shared', clients }).clients)).toEqual(['acme', 'beta']);
  });

  test.each(['aws-c2m', 'awsome', 'c2m/aws'])('the prefix %s, which is not that of AWS', (namePrefix) => {
    expect(readSettings({ ...acme({}), namePrefix }).namePrefix).toBe(namePrefix);
  });

  test('a slash at the end of the API base URL is dropped', () => {
    expect(readSettings({ ...acme({}), apiBaseUrl: 'https://host/v2/' }).apiBaseUrl).toBe('https://host/v2');
  });
});
