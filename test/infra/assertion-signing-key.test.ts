import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { AssertionSigningKey } from '../../infra/assertion-signing-key.ts';
import { ACCOUNT_ROOT, acmeWith, getAtt, resource, synthesise, type Json } from './synthesised-stack.ts';

const stackWith = (assertion: Json) => synthesise({ clients: { acme: acmeWith({ assertion }) } });
const signingKey = (assertion: Json) => resource(stackWith(assertion), 'AWS::KMS::Key', 'acmeSigningKey');

describe.each([
  [{}, 'RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
  [{ keySize: 3072 }, 'RSA_3072', 'RSASSA_PKCS1_V1_5_SHA_256'],
  [{ algorithm: 'PS256', keySize: 4096 }, 'RSA_4096', 'RSASSA_PSS_SHA_256'],
  [{ algorithm: 'ES256' }, 'ECC_NIST_P256', 'ECDSA_SHA_256'],
])('a signing key for %j', (assertion, keySpec, algorithm) => {
  const template = stackWith(assertion);
  const key = resource(template, 'AWS::KMS::Key', 'acmeSigningKey');
  const role = resource(template, 'AWS::IAM::Role', 'acme');
  const sweep = resource(template, 'AWS::IAM::Role', 'RevocationSweep');
  const signers = [getAtt(role.id), getAtt(sweep.id)];
  const [administration, ...signing] = key.Properties.KeyPolicy.Statement;

  test('signs with its kind of key, has the alias of the client, and is kept', () => {
    expect(key.Properties).toMatchObject({ KeySpec: keySpec, KeyUsage: 'SIGN_VERIFY' });
    expect(key.Properties['Tags']).toEqual([{ Key: 'click2mail:signing-key-of', Value: 'Click2MailTokenRotation' }]);
    expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    template.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/click2mail/acme',
      TargetKeyId: getAtt(key.id),
    });
  });

  test('is administered by the account, which may read the public key and neither sign nor hand out grants', () => {
    expect(administration).toMatchObject({ Effect: 'Allow', Principal: ACCOUNT_ROOT, Resource: '*' });
    expect(administration?.Action).toEqual(expect.arrayContaining(['kms:PutKeyPolicy', 'kms:GetPublicKey']));
    expect(administration?.Action.toString()).not.toMatch(/\*|Sign|CreateGrant|Encrypt|Decrypt|GenerateDataKey/);
  });

  test('signs for the rotation and the sweep alone, digests alone, in one algorithm alone', () => {
    const everybody = { AWS: '*' };
    const sign = { Action: 'kms:Sign', Resource: '*' };
    expect(signing).toEqual([
      {
        ...sign,
        Sid: 'SignersMaySign',
        Effect: 'Allow',
        Principal: ACCOUNT_ROOT,
        Condition: { ArnEquals: { 'aws:PrincipalArn': signers } },
      },
      {
        ...sign,
        Sid: 'NobodyElseSigns',
        Effect: 'Deny',
        Principal: everybody,
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': signers } },
      },
      {
        ...sign,
        Sid: 'DigestsOnly',
        Effect: 'Deny',
        Principal: everybody,
        Condition: { StringNotEquals: { 'kms:MessageType': 'DIGEST' } },
      },
      {
        ...sign,
        Sid: 'OneAlgorithmOnly',
        Effect: 'Deny',
        Principal: everybody,
        Condition: { StringNotEquals: { 'kms:SigningAlgorithm': algorithm } },
      },
    ]);
  });
});

test('another kind of key is another key, to which the same alias moves', () => {
  const before = stackWith({ algorithm: 'RS256' });
  const after = stackWith({ algorithm: 'ES256' });
  expect(resource(after, 'AWS::KMS::Key', 'acmeSigningKey').id).not.toBe(
    resource(before, 'AWS::KMS::Key', 'acmeSigningKey').id,
  );
  expect(resource(after, 'AWS::KMS::Alias').id).toBe(resource(before, 'AWS::KMS::Alias').id);
});

test('another algorithm of the same kind of key keeps the key', () => {
  expect(signingKey({ algorithm: 'PS256' }).id).toBe(signingKey({ algorithm: 'RS256' }).id);
});

test('a key that nobody may sign with does not synthesise', () => {
  const app = new App();
  new AssertionSigningKey(new Stack(app, 'Stack'), 'Key', {
    alias: 'alias/click2mail/acme',
    description: 'Signs',
    assertion: {
      algorithm: 'RS256',
      keySlots: ['a'],
      signingKey: 'a',
      assertionType: 'urn:x',
      lifetimeSeconds: 120,
    },
  });
  expect(() => app.synth()).toThrow('Nobody can sign with this key: grant it to a role.');
});
