import { describe, expect, test } from '@jest/globals';
import { functionSettings } from '../../infra/function-settings.ts';
import { readSettings } from '../../infra/settings.ts';
import { acme, named, problemsOf } from './refused-settings.ts';
import { cdkContext } from './synthesised-stack.ts';

describe('settings that cannot be used', () => {
  test.each<[string, unknown, string]>([
    ['none at all', undefined, '- click2mail: must be an object'],
    ['text, as the command line passes it', '{}', '- click2mail: must be an object'],
    ['no clients', {}, '- click2mail.clients: is missing'],
    ['a list of clients', { clients: [] }, '- click2mail.clients: must be an object with one entry for each client'],
    ['an empty record of clients', { clients: {} }, '- click2mail.clients: must have at least one client'],
    [
      'an unknown key',
      { ...acme({}), region: 'eu' },
      '- click2mail.region: is not a setting: allowed are stackName, apiBaseUrl, tracing, logRetentionDays, clients',
    ],
    [
      'a stack name with a blank',
      { ...acme({}), stackName: 'My Stack' },
      '- click2mail.stackName: must be 1 to 128 letters',
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
    ['tracing as text', { ...acme({}), tracing: 'yes' }, '- click2mail.tracing: must be true or false'],
    [
      'a retention that CloudWatch lacks',
      { ...acme({}), logRetentionDays: 91 },
      '- click2mail.logRetentionDays: must be a number of days that CloudWatch knows: 1, 3, 5, 7',
    ],
    ['no retention limit', { ...acme({}), logRetentionDays: 9999 }, '- click2mail.logRetentionDays: must be'],
  ])('%s', (_, settings, message) => {
    expect(problemsOf(settings)).toContain(message);
  });
});

describe('settings that can be used', () => {
  test('the example of cdk.json', () => {
    expect(readSettings(cdkContext.click2mail)).toMatchObject({
      stackName: 'Click2MailTokenRotation',
      clients: { acme: { clientId: 'c2m_acme', scopes: ['jobs:submit', 'templates:read'], graceSeconds: 7200 } },
    });
  });

  test('what is left out has its default', () => {
    expect(readSettings(acme({}))).toEqual({
      stackName: 'Click2MailTokenRotation',
      apiBaseUrl: 'https://api.click2mail.com/v2',
      tracing: false,
      logRetentionDays: 90,
      clients: {
        acme: {
          clientId: 'c2m_acme',
          scopes: ['jobs:submit'],
          rotateEvery: { expression: 'rate(30 days)', unit: 'day', seconds: 2_592_000, windowSeconds: 86_400 },
          graceSeconds: 7200,
          ttlSeconds: 3_333_600,
          assertion: {
            algorithm: 'RS256',
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

  test('a slash at the end of the API base URL is dropped', () => {
    expect(readSettings({ ...acme({}), apiBaseUrl: 'https://host/v2/' }).apiBaseUrl).toBe('https://host/v2');
  });
});

test('the functions are told what synth worked out, and nothing of the key size', () => {
  const assertionSettings = { algorithm: 'PS256', keySize: 3072, keyId: 'k1', audience: 'https://aud' };
  expect(functionSettings(readSettings(acme({ assertion: assertionSettings })))).toEqual({
    clients: {
      acme: {
        clientId: 'c2m_acme',
        secretName: 'click2mail/acme',
        scopes: ['jobs:submit'],
        ttlSeconds: 3_333_600,
        rotateEverySeconds: 2_592_000,
        graceSeconds: 7200,
        assertion: {
          algorithm: 'PS256',
          keyId: 'k1',
          audience: 'https://aud',
          assertionType: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          lifetimeSeconds: 120,
        },
      },
    },
  });
});
