import { afterEach, describe, expect, test } from '@jest/globals';
import type { GrantedAction } from '../support/narrowed-assembly.ts';
import {
  documentedStatement,
  keyPolicy,
  ReplicatedAssemblies,
  ReplicatedSandbox,
} from '../support/replicated-sandbox.ts';

const assemblies = new ReplicatedAssemblies();

let replicated: ReplicatedSandbox;
afterEach(() => replicated.stop());

const start = async (policy?: string, lacking?: GrantedAction) => {
  replicated = await ReplicatedSandbox.start(assemblies, policy, lacking);
  return replicated.running.client('acme');
};

describe('a copy under a key of its own', () => {
  test.each([
    ['the policy that KMS gives a key', undefined],
    ['the statement of docs/deployment.md', keyPolicy(documentedStatement())],
  ])('follows every token, with %s', async (_what, policy) => {
    const client = await start(policy);
    await client.issueFirstToken();
    expect(await replicated.tokenIdThere()).toBe(replicated.tokenIdHere);
    await client.rotate();
    await client.rotate();
    expect(await replicated.replica()).toMatchObject({ KmsKeyId: replicated.keyArn, Status: 'InSync' });
    expect(await replicated.tokenIdThere()).toBe(replicated.tokenIdHere);
    expect(client.rotations.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    expect(replicated.running.sandbox.state().denied).toEqual([]);
  });

  test('has failed without that statement', async () => {
    const client = await start(keyPolicy());
    await client.issueFirstToken();
    expect(await replicated.replica()).toMatchObject({ Status: 'Failed' });
  });

  test.each(
    ['kms:Encrypt', 'kms:GenerateDataKey'].map((action) => {
      const { Action, ...statement } = documentedStatement() as { Action: string[] };
      return [action, keyPolicy({ ...statement, Action: Action.filter((one) => one !== action) })];
    }),
  )('has failed without %s in that statement', async (_action, policy) => {
    const client = await start(policy);
    await client.issueFirstToken();
    expect(await replicated.replica()).toMatchObject({ Status: 'Failed' });
  });
});

describe('the role of', () => {
  test.each(
    assemblies
      .grantedForCopy()
      .map((granted): [string, string, GrantedAction] => [granted.policy, granted.action, granted]),
  )(
    '%s needs %s for the copy: without it the copy has failed, and the token is stored all the same',
    async (policy, action, granted) => {
      const client = await start(undefined, granted);
      const isIssuer = policy.startsWith('IssueByOtp');
      await client.issueFirstToken();
      const first = replicated.tokenIdHere;
      if (!isIssuer) {
        expect(await replicated.tokenIdThere()).toBe(first);
        await client.rotate();
        expect(client.rotations.map(({ outcome }) => outcome)).toEqual(['succeeded']);
      }
      expect(await replicated.replica()).toMatchObject({ Status: 'Failed' });
      expect(replicated.tokenIdHere).not.toBe(isIssuer ? null : first);
      expect(replicated.running.sandbox.state().denied).toMatchObject([{ action, resource: replicated.keyArn }]);
      if (!isIssuer) expect(await replicated.tokenIdThere()).toBe(first);
    },
  );

  test('nobody else has any of it', () => {
    const grants = assemblies.grantedForCopy().map(({ policy, action }) => `${policy.slice(0, 10)} ${action}`);
    expect(grants).toEqual([
      'acmeRotati kms:Encrypt',
      'acmeRotati kms:GenerateDataKey',
      'IssueByOtp kms:Encrypt',
      'IssueByOtp kms:GenerateDataKey',
    ]);
  });
});
