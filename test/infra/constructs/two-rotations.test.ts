import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { Stack } from 'aws-cdk-lib';
import type { FunctionConfiguration } from '../../../sandbox/lambda/function-configuration.ts';
import { assumeRole, type RoleClients, refusalOf } from '../../sandbox/iam/role-clients.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';
import { acme, ownApp, rotationIn, THREE_CLIENTS } from './own-app.ts';

/** One prefix is in the other, so that the patterns of the one fit the names of the other: what parts them are the tags. */
const ROTATIONS = { Mail_Click2Mail: 'click2mail', Mail_Europe: 'click2mail/eu' };

const folder = mkdtempSync(join(tmpdir(), 'click2mail-two-'));
let running: TestSandbox;

beforeAll(async () => {
  const app = ownApp(folder);
  const stack = new Stack(app, 'Mail');
  rotationIn(stack, 'Click2Mail');
  const { acme: _, ...clients } = THREE_CLIENTS.clients;
  rotationIn(stack, 'Europe', {
    ...THREE_CLIENTS,
    namePrefix: ROTATIONS.Mail_Europe,
    clients: { ...clients, acme: acme({ clientId: 'c2m_acme_eu' }) },
  });
  app.synth();
  running = await TestSandbox.start(folder);
});

afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

const functionsOf = (rotation: string): FunctionConfiguration[] =>
  running.sandbox.lambda
    .functions()
    .filter(({ environment }) => environment['POWERTOOLS_METRICS_NAMESPACE'] === rotation);

const clientsOf = (rotation: string) => {
  const arns = functionsOf(rotation).map(({ functionArn }) => functionArn);
  return running.sandbox.clients.filter(({ rotationFunctionArn }) => arns.includes(rotationFunctionArn));
};

/** What roles do with what is theirs. */
const USES: Record<string, (role: RoleClients, rotation: string) => Promise<unknown>[]> = {
  'read a token': ({ secretsManager }, rotation) =>
    clientsOf(rotation).map(({ secretArn }) =>
      secretsManager.getSecretValue({ SecretId: secretArn, VersionStage: 'AWSCURRENT' }),
    ),
  'describe a token secret': ({ secretsManager }, rotation) =>
    clientsOf(rotation).map(({ secretArn }) => secretsManager.describeSecret({ SecretId: secretArn })),
  'write a token': ({ secretsManager }, rotation) =>
    clientsOf(rotation).map(({ secretArn }) =>
      secretsManager.putSecretValue({ SecretId: secretArn, SecretString: '{}', VersionStages: ['AWSPENDING'] }),
    ),
  'start a rotation': ({ secretsManager }, rotation) =>
    clientsOf(rotation).map(({ secretArn }) => secretsManager.rotateSecret({ SecretId: secretArn })),
  'read a client’s secret': ({ secretsManager }, rotation) =>
    clientsOf(rotation).flatMap(({ clientSecretArn }) =>
      clientSecretArn === undefined ? [] : [secretsManager.getSecretValue({ SecretId: clientSecretArn })],
    ),
  'sign, or look at a signing key': ({ kms }, rotation) =>
    clientsOf(rotation).flatMap(({ signingKeyArn: KeyId }) =>
      KeyId === undefined
        ? []
        : [
            kms.sign({ KeyId, Message: new Uint8Array(32), MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' }),
            kms.getPublicKey({ KeyId }),
            kms.describeKey({ KeyId }),
          ],
    ),
  'invoke a function': ({ lambda }, rotation) =>
    functionsOf(rotation).map(({ functionName }) => lambda.invoke({ FunctionName: functionName })),
};

describe.each(Object.keys(ROTATIONS))('the roles of %s', (own) => {
  const other = Object.keys(ROTATIONS).find((one) => one !== own) ?? '';

  test.each(Object.keys(USES))('may not %s of the other rotation in their stack', async (what) => {
    const functions = functionsOf(own);
    expect(functions).toHaveLength(6);
    for (const { roleArn } of functions) {
      const role = await assumeRole(running.sandbox, roleArn);
      const calls = USES[what]?.(role, other) ?? [];
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) expect(await refusalOf(call)).toMatchObject({ name: 'AccessDeniedException' });
      role.destroy();
    }
  });
});

test('both rotate, each its own client of one name', async () => {
  const { sandbox, secretsManager } = running;
  const arns = sandbox.clients.filter(({ name }) => name === 'acme').map(({ secretArn }) => secretArn);
  for (const SecretId of arns) await secretsManager.send(new RotateSecretCommand({ SecretId }));
  await sandbox.secretsManager.idle();
  const tokens = await Promise.all(
    arns.map(async (SecretId) => {
      const { SecretString = '' } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
      return (JSON.parse(SecretString) as { access_token: string }).access_token;
    }),
  );
  expect(tokens).toEqual([expect.any(String), expect.any(String)]);
  expect(new Set(tokens).size).toBe(2);
});
