import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TemplateResource } from '../../../sandbox/stack/assembly.ts';
import { functionOf, ROLE, startStack, type StartedStack } from './started-stack.ts';
import { writeAssembly } from './tiny-assembly.ts';

const saying = (word: string) => ({ 'index.mjs': `export const handler = async () => '${word} ' + process.env.MOOD;` });
const assets = { one: saying('one'), two: saying('two') };

const KEY: TemplateResource = {
  Type: 'AWS::KMS::Key',
  Properties: {
    KeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
    KeyPolicy: policyOf('kms:*'),
    Tags: [{ Key: 'of', Value: 'one' }],
  },
  DeletionPolicy: 'Retain',
};

function policyOf(Action: string) {
  const Principal = { AWS: 'arn:aws:iam::123456789012:root' };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action, Resource: '*' }] };
}

function rolePolicy(Action: string): TemplateResource {
  const PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
  return { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument, Roles: [{ Ref: 'Role' }] } };
}

const aliasOf = (key: string): TemplateResource => ({
  Type: 'AWS::KMS::Alias',
  Properties: { AliasName: 'alias/key', TargetKeyId: { Ref: key } },
});

const named = (asset: string, mood: string) =>
  functionOf(asset, { FunctionName: 'f', Environment: { Variables: { MOOD: mood } } });

const BEFORE = {
  Role: ROLE,
  Policy: rolePolicy('kms:Sign'),
  Function: named('one', 'glad'),
  Key: KEY,
  Alias: aliasOf('Key'),
};

let started: StartedStack;
let folders: (() => void)[];
beforeEach(async () => {
  folders = [];
  started = await startStack({ template: { Resources: BEFORE }, assets });
});
afterEach(async () => {
  await started.stop();
  for (const remove of folders) remove();
});

const redeploy = async (
  Resources: Readonly<Record<string, TemplateResource>>,
  options: { readonly revertDrift?: boolean } = {},
) => {
  const { folder, remove } = writeAssembly({ template: { Resources }, assets });
  folders.push(remove);
  await started.sandbox.deploy(folder, options);
};

const answer = async () => String((await started.sandbox.lambda.invoke('f', Buffer.from('{}'))).payload);

describe('a stack that is deployed again', () => {
  test('leaves alone what is the same', async () => {
    const [key] = started.sandbox.kms.keys();
    await answer();
    const pids = started.sandbox.lambda.pids();
    await redeploy(BEFORE);
    expect(started.sandbox.kms.keys()).toEqual([key]);
    expect(started.sandbox.lambda.pids()).toEqual(pids);
  });

  test('gives a function its new code and environment, and keeps its log', async () => {
    expect(await answer()).toBe('"one glad"');
    const lines = started.sandbox.lambda.logLines('f').length;
    await redeploy({ ...BEFORE, Function: named('two', 'sad') });
    expect(await answer()).toBe('"two sad"');
    expect(started.sandbox.lambda.logLines('f').length).toBeGreaterThan(lines);
    expect(started.sandbox.lambda.pids()).toHaveLength(1);
  });

  test('changes the policy of a role and of a key, and moves an alias to a key that is new', async () => {
    await redeploy({
      ...BEFORE,
      Policy: rolePolicy('kms:Verify'),
      Key: { ...KEY, Properties: { ...KEY.Properties, KeyPolicy: policyOf('kms:Put*') } },
      Other: KEY,
      Alias: aliasOf('Other'),
    });
    const [role] = started.sandbox.roles.all();
    expect(JSON.stringify(role?.policies.get('p'))).toContain('kms:Verify');
    const [first, second] = started.sandbox.kms.keys();
    expect(first?.policy).toContain('kms:Put*');
    expect([first?.aliases, second?.aliases]).toEqual([[], ['alias/key']]);
  });

  test('puts back what was changed by hand only when that is asked for', async () => {
    const { roles, eventRules } = started.sandbox;
    const Targets = [{ Id: 't', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }];
    const Rule = { Type: 'AWS::Events::Rule', Properties: { Name: 'r', ScheduleExpression: 'rate(1 day)', Targets } };
    const resources = { ...BEFORE, Rule };
    await redeploy(resources);
    const isAsDeployed = () => {
      const [role] = roles.all();
      return [JSON.stringify(role?.policies.get('p')).includes('kms:Sign'), eventRules.find('r').isEnabled];
    };
    const [role] = roles.all();
    roles.putPolicy(role?.name ?? '', 'p', { Version: '2012-10-17', Statement: [] });
    eventRules.disable('r');
    await redeploy(resources);
    expect(isAsDeployed()).toEqual([false, false]);
    await redeploy(resources, { revertDrift: true });
    expect(isAsDeployed()).toEqual([true, true]);
  });

  test('keeps a key that is no longer in it, without its alias', async () => {
    const { Key: _key, Alias: _alias, ...left } = BEFORE;
    await redeploy(left);
    expect(started.sandbox.kms.keys().map(({ state, aliases }) => [state, aliases])).toEqual([['Enabled', []]]);
    await redeploy(BEFORE);
    expect(started.sandbox.kms.keys()).toHaveLength(2);
  });

  test('takes away a function and a role that are no longer in it', async () => {
    await answer();
    await redeploy({ Key: KEY, Alias: aliasOf('Key') });
    const { lambda, roles } = started.sandbox;
    expect([lambda.functions(), lambda.pids(), roles.all()]).toEqual([[], [], []]);
  });

  test.each<[string, Readonly<Record<string, TemplateResource>>, string]>([
    [
      'another kind of key',
      { ...BEFORE, Key: { ...KEY, Properties: { ...KEY.Properties, KeySpec: 'ECC_NIST_P384' } } },
      'The sandbox cannot change KeySpec of Key, of type AWS::KMS::Key: start it anew.',
    ],
  ])('does not pretend: %s', async (_what, resources, message) => {
    await expect(redeploy(resources)).rejects.toThrow(message);
  });

  test('does not pretend: a key less that is not to be kept', async () => {
    const { DeletionPolicy: _kept, ...Plain } = KEY;
    await redeploy({ ...BEFORE, Plain });
    await expect(redeploy(BEFORE)).rejects.toThrow(
      'The sandbox cannot remove Plain, of type AWS::KMS::Key: start it anew.',
    );
  });
});

describe('a key of the template', () => {
  test.each([
    ['rotates when it says so', { EnableKeyRotation: true }, { KeyRotationEnabled: true }],
    ['does not when it does not', {}, { KeyRotationEnabled: false }],
  ])('%s', async (_what, properties, status) => {
    const plain = { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: policyOf('kms:*'), ...properties } };
    await redeploy({ ...BEFORE, Plain: plain });
    const { kms, credentials } = started.sandbox;
    const KeyId = kms.keys().at(-1)?.id;
    expect(await kms.call('GetKeyRotationStatus', { KeyId }, credentials.administrator.caller)).toMatchObject(status);
  });

  test('can be disabled from the start, has its tags, and has no property that the sandbox does not know', async () => {
    const disabled = { ...KEY, Properties: { ...KEY.Properties, Enabled: false } };
    await redeploy({ ...BEFORE, Disabled: disabled });
    expect(started.sandbox.kms.keys().at(-1)).toMatchObject({ state: 'Disabled', tags: new Map([['of', 'one']]) });
    const unknown = { ...KEY, Properties: { ...KEY.Properties, MultiRegion: true } };
    await expect(redeploy({ ...BEFORE, Unknown: unknown })).rejects.toThrow(
      'The sandbox does not know MultiRegion of a key (Unknown).',
    );
  });
});
