import { describe, expect, test } from '@jest/globals';
import { acmeWith, type Json } from '../synthesised-stack.ts';
import { acme, assertion, named, problemsOf, without } from './refused-settings.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/token-Ab12Cd';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('a client that cannot be used', () => {
  test.each<[string, Json, string]>([
    ['one that is no object', { clients: { acme: 'c2m_acme' } }, 'acme: must be an object'],
    ['no clientId', without('clientId'), 'acme.clientId: is missing'],
    ['no scopes', without('scopes'), 'acme.scopes: is missing'],
    ['no rate', without('rotateEvery'), 'acme.rotateEvery: is missing'],
    ['no grace', without('grace'), 'acme.grace: is missing'],
    [
      'an unknown key',
      acme({ clientSecret: 'hunter2' }),
      'acme.clientSecret: is not a setting: allowed are clientId, grant, scopes,',
    ],
    [
      'a clientId with a line break',
      acme({ clientId: 'a\nb' }),
      'acme.clientId: must be 1 to 128 visible ASCII characters',
    ],
    ['a clientId that is a number', acme({ clientId: 7 }), 'acme.clientId: must be text'],
    ['scopes as text', acme({ scopes: 'jobs:submit' }), 'acme.scopes: must be a list of scopes'],
    ['an empty list of scopes', acme({ scopes: [] }), 'acme.scopes: must name at least one scope'],
    ['a scope twice', acme({ scopes: ['a:b', 'a:b'] }), 'acme.scopes: must name each scope once'],
    [
      'a scope that is none',
      acme({ scopes: ['jobs:submit', 'jobs'] }),
      'acme.scopes.1: must be written resource:action',
    ],
    ['a scope that is a number', acme({ scopes: [1] }), 'acme.scopes.0: must be text'],
    [
      'tokens:write',
      acme({ scopes: ['tokens:write'] }),
      'acme.scopes.0: is refused, because anybody who reads the secret could kill production',
    ],
    [
      'tokens:revoke',
      acme({ scopes: ['tokens:revoke'] }),
      'acme.scopes.0: is refused, because anybody who reads the secret could kill production',
    ],
    [
      'tokens:*',
      acme({ scopes: ['tokens:*'] }),
      'acme.scopes.0: is refused, because anybody who reads the secret could kill production',
    ],
    [
      '*',
      acme({ scopes: ['*'] }),
      'acme.scopes.0: is refused, because anybody who reads the secret could kill production',
    ],
    ['Tokens:Write', acme({ scopes: ['Tokens:Write'] }), 'acme.scopes.0: must be written resource:action'],
    [
      'a rate that is a number',
      acme({ rotateEvery: 30 }),
      'acme.rotateEvery: must be "monthly", or rate(N hours) or rate(N days)',
    ],
    [
      'a cron expression',
      acme({ rotateEvery: 'cron(0 8 1 * ? *)' }),
      'acme.rotateEvery: must be "monthly", or rate(N hours)',
    ],
    [
      'a rate in minutes',
      acme({ rotateEvery: 'rate(300 minutes)' }),
      'acme.rotateEvery: must be "monthly", or rate(N hours)',
    ],
    ['a rate of none', acme({ rotateEvery: 'rate(0 days)' }), 'acme.rotateEvery: must be "monthly", or rate(N hours)'],
    [
      'one day in the plural',
      acme({ rotateEvery: 'rate(1 days)' }),
      'acme.rotateEvery: must be "monthly", or rate(N hours) or rate(N days), from 4 hours to 999 days, for example "rate(30 days)"; one day is "rate(1 day)"',
    ],
    [
      'many days in the singular',
      acme({ rotateEvery: 'rate(30 day)' }),
      'acme.rotateEvery: must be "monthly", or rate(N hours)',
    ],
    [
      'a rate of 3 hours',
      acme({ rotateEvery: 'rate(3 hours)' }),
      'acme.rotateEvery: is too often: allowed is "monthly", or rate(N hours)',
    ],
    [
      'a rate of 1 hour',
      acme({ rotateEvery: 'rate(1 hour)' }),
      'acme.rotateEvery: is too often: allowed is "monthly", or rate(N hours)',
    ],
    [
      'a rate of 1000 days',
      acme({ rotateEvery: 'rate(1000 days)' }),
      'acme.rotateEvery: is too seldom: allowed is "monthly", or rate(N hours)',
    ],
    [
      'a rate that no token outlives',
      acme({ rotateEvery: 'rate(72 days)' }),
      'acme.rotateEvery: needs tokens that live 92 days (interval, window, grace and margin), but 90 days is the most: with this grace the largest interval is rate(71 days)',
    ],
    ['a grace that is a number', acme({ grace: 7200 }), 'acme.grace: must be "0", or minutes, hours or days'],
    ['a grace without a unit', acme({ grace: '7200' }), 'acme.grace: must be "0", or minutes, hours or days'],
    [
      'a grace of 19 minutes',
      acme({ grace: '19m' }),
      'acme.grace: is too short: allowed is "0", or minutes, hours or days from 20 minutes on',
    ],
    [
      'a grace of seven intervals',
      acme({ rotateEvery: 'rate(1 day)', grace: '7d' }),
      'acme.grace: is longer than 6 rotation intervals',
    ],
    [
      'a grace longer than a token lives',
      acme({ grace: '91d' }),
      'acme.grace: leaves no room for an interval in the 90 days',
    ],
    [
      'an API of its own that is not https',
      acme({ apiBaseUrl: 'http://localhost' }),
      'acme.apiBaseUrl: must be an https URL',
    ],
    [
      'a grant that is none',
      acme({ grant: 'otp' }),
      'acme.grant: must be assertion, client-secret or short-term-token',
    ],
    [
      'an assertion of a client that makes none',
      acme({ grant: 'client-secret', assertion: {} }),
      'acme.assertion: is for the grant assertion alone',
    ],
    [
      'tokens:write with a client secret',
      acme({ grant: 'client-secret', scopes: ['jobs:submit', 'tokens:write'] }),
      'acme.scopes.1: is refused, because anybody who reads the secret could kill production',
    ],
    [
      'a token that shall renew itself and may not',
      acme({ grant: 'short-term-token' }),
      'acme.scopes: must name tokens:write: with the grant short-term-token a token issues the next one',
    ],
    [
      'a token that renews itself and may revoke',
      acme({ grant: 'short-term-token', scopes: ['tokens:write', 'tokens:revoke'] }),
      'acme.scopes.1: is refused, because anybody who reads the secret could kill production with it: allowed is every scope except tokens:revoke, tokens:*, *',
    ],
    [
      'readers of a token that renews itself',
      acme({ grant: 'short-term-token', scopes: ['tokens:write'], readers: ['444455556666'] }),
      'acme.readers: is refused with the grant short-term-token',
    ],
    ['readers that are no list', acme({ readers: '444455556666' }), 'acme.readers: must be a list'],
    ['a reader twice', acme({ readers: ['444455556666', '444455556666'] }), 'acme.readers: must name each reader once'],
    ...['*', '4444', 'arn:aws:iam::444455556666:user/eve', 'arn:aws:iam::444455556666:root'].map(
      (reader): [string, Json, string] => [
        `${reader} as a reader`,
        acme({ readers: [reader] }),
        "acme.readers.0: must be an account's 12 digits or the ARN of a role",
      ],
    ),
    ['a secret by its name', acme({ existingSecret: 'shop/token' }), 'acme.existingSecret: must be the whole ARN'],
    [
      'a secret without the end of its ARN',
      acme({ existingSecret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:token' }),
      'acme.existingSecret: must be the whole ARN of a secret, with the hyphen and six characters at its end',
    ],
    [
      'readers of an existing secret',
      acme({ existingSecret: SECRET, readers: ['444455556666'] }),
      "acme.readers: is refused with existingSecret: that secret's policies are not this stack's",
    ],
    [
      'the key of a secret that is made here',
      acme({ existingSecretKeyArn: KEY }),
      'acme.existingSecretKeyArn: is for an existingSecret alone',
    ],
    [
      'a signing key by its alias',
      acme({ existingKeyArn: 'arn:aws:kms:eu-west-1:111122223333:alias/mine' }),
      'acme.existingKeyArn: must be the ARN of a KMS key (arn:aws:kms:…:key/…), not an alias',
    ],
    [
      'a signing key of a client that signs nothing',
      acme({ grant: 'client-secret', existingKeyArn: KEY }),
      'acme.existingKeyArn: is for the grant assertion alone',
    ],
    [
      'a size for a key that has one',
      acme({ existingKeyArn: KEY, assertion: { keySize: 2048 } }),
      'acme.assertion: has a keySize, but existingKeyArn names a key that has its size',
    ],
    [
      'a stack that is not there',
      acme({ stack: 2 }),
      'acme.stack: is not the number of a stack: the setting stacks is 1',
    ],
    ['stack 0', acme({ stack: 0 }), 'acme.stack: must be the number of one of the stacks'],
    [
      'a monthly rotation with a grace that leaves no room',
      acme({ rotateEvery: 'monthly', grace: '60d' }),
      'acme.rotateEvery: needs tokens that live 100 days (interval, window, grace and margin), but 90 days is the most: with this grace the largest interval is rate(23 days)',
    ],
    ['an assertion that is no object', assertion('RS256'), 'acme.assertion: must be an object'],
    [
      'an unknown key of the assertion',
      assertion({ alg: 'RS256' }),
      'acme.assertion.alg: is not a setting: allowed are algorithm, keySize, keySlots, signingKey, keyId, audience,',
    ],
    [
      'an unsigned assertion',
      assertion({ algorithm: 'none' }),
      'acme.assertion.algorithm: must be RS256, PS256 or ES256',
    ],
    ['a short key', assertion({ keySize: 1024 }), 'acme.assertion.keySize: must be 2048, 3072 or 4096'],
    [
      'a key size for ES256',
      assertion({ algorithm: 'ES256', keySize: 2048 }),
      'acme.assertion.keySize: is for RSA keys',
    ],
    ['an empty keyId', assertion({ keyId: '' }), 'acme.assertion.keyId: must be 1 to 512 visible ASCII characters'],
    ['an audience that is a list', assertion({ audience: [] }), 'acme.assertion.audience: must be text'],
    ['an empty assertion type', assertion({ assertionType: '' }), 'acme.assertion.assertionType: must be 1 to 512'],
    [
      'a life of 29 seconds',
      assertion({ lifetimeSeconds: 59 }),
      'acme.assertion.lifetimeSeconds: must be a whole number of seconds from 60 to 300',
    ],
    [
      'a life of 301 seconds',
      assertion({ lifetimeSeconds: 301 }),
      'acme.assertion.lifetimeSeconds: must be a whole number',
    ],
    [
      'a life of half seconds',
      assertion({ lifetimeSeconds: 99.5 }),
      'acme.assertion.lifetimeSeconds: must be a whole number',
    ],
    ['a life as text', assertion({ lifetimeSeconds: '60' }), 'acme.assertion.lifetimeSeconds: must be a whole number'],
  ])('%s', (_, settings, message) => {
    expect(problemsOf(settings)).toContain(`- click2mail.clients.${message}`);
  });

  test.each([
    ['a', 'is not a name'],
    ['Acme', 'is not a name'],
    ['acme-', 'is not a name'],
    ['1acme', 'is not a name'],
    ['acme_eu', 'is not a name'],
    ['a/b', 'is not a name'],
    ['a'.repeat(41), 'is not a name'],
    ['__proto__', 'is not a name'],
    ['constructor', 'JavaScript reserves it'],
    ['prototype', 'JavaScript reserves it'],
    ['acme-europe', 'ends in a hyphen and six characters'],
    ['acme-a-bcde', 'ends in a hyphen and six characters'],
  ])('the name %s', (name, message) => {
    expect(problemsOf(named(name))).toMatch(new RegExp(`^- click2mail.clients.${name}: .*${message}`, 'm'));
  });

  test('every problem is told at once, and no value is repeated', () => {
    const problems = problemsOf({
      clients: { acme: acmeWith({ grace: 'soon', clientSecret: 'hunter2' }), beta: 1 },
      tracing: 1,
    });
    expect(problems).toContain('click2mail.clients.acme.grace:');
    expect(problems).toContain('click2mail.clients.acme.clientSecret:');
    expect(problems).toContain('click2mail.clients.beta:');
    expect(problems).toContain('click2mail.tracing:');
    expect(problems).not.toMatch(/hunter2|soon/);
  });
});
