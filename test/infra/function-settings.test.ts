import { expect, test } from '@jest/globals';
import { functionSettings } from '../../infra/function-settings.ts';
import { readSettings } from '../../infra/settings/settings.ts';
import { acmeWith, type Json } from './synthesised-stack.ts';

const told = (clients: Json, settings: Json = {}, stackNumber = 1) =>
  functionSettings(readSettings({ ...settings, clients }), stackNumber).clients;

const KEY_ARN = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/token-Ab12Cd';

test('the functions are told what synth worked out, and nothing of the key size', () => {
  const assertion = { algorithm: 'PS256', keySize: 3072, keyId: 'k1', audience: 'https://aud' };
  expect(told({ acme: acmeWith({ assertion }) })).toEqual({
    acme: {
      clientId: 'c2m_acme',
      apiBaseUrl: 'https://api.click2mail.com/v2',
      secretId: 'click2mail/acme',
      scopes: ['jobs:submit'],
      ttlSeconds: 3_333_600,
      rotateEverySeconds: 2_592_000,
      graceSeconds: 7200,
      marginSeconds: 648_000,
      releaseAfterSeconds: 21_600,
      grant: 'assertion',
      assertion: {
        signingKey: 'alias/click2mail/acme',
        keySlot: 'a',
        algorithm: 'PS256',
        keyId: 'k1',
        audience: 'https://aud',
        assertionType: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        lifetimeSeconds: 120,
      },
    },
  });
});

test("a client's own API goes before the stack's", () => {
  const clients = { acme: acmeWith({ apiBaseUrl: 'https://own/v2/' }), beta: acmeWith() };
  expect(told(clients, { apiBaseUrl: 'https://all/v2' })).toMatchObject({
    acme: { apiBaseUrl: 'https://own/v2' },
    beta: { apiBaseUrl: 'https://all/v2' },
  });
});

test('only the grant assertion has assertion settings, and only the grant client-secret a secret of its own', () => {
  const { globex, initech } = told({
    globex: acmeWith({ grant: 'client-secret' }),
    initech: acmeWith({ grant: 'short-term-token', scopes: ['tokens:write'] }),
  });
  expect(globex).toMatchObject({ grant: 'client-secret', clientSecretName: 'click2mail/globex/client_secret' });
  expect(initech).toMatchObject({ grant: 'short-term-token', scopes: ['tokens:write'] });
  expect([globex, initech].map((client) => client && 'assertion' in client)).toEqual([false, false]);
  expect(initech).not.toHaveProperty('clientSecretName');
});

test('names follow the prefix, the shared key and what existed before', () => {
  const clients = {
    acme: acmeWith(),
    beta: acmeWith({ existingKeyArn: KEY_ARN, existingSecret: SECRET_ARN }),
  };
  expect(told(clients, { namePrefix: 'prod/c2m', signingKeys: 'shared' }, 3)).toMatchObject({
    acme: { secretId: 'prod/c2m/acme', assertion: { signingKey: 'alias/prod/c2m/signing_key_3' } },
    beta: { secretId: SECRET_ARN, assertion: { signingKey: KEY_ARN } },
  });
});
