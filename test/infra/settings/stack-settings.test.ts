import { describe, expect, test } from '@jest/globals';
import { acmeWith, cdkContext, resource, resources, synthesise, type Json } from '../synthesised-stack.ts';

const synthesiseWith = (settings: Json) => synthesise({ clients: { acme: acmeWith() }, ...settings });
const ofType = (template: ReturnType<typeof synthesise>, type: string) =>
  resources(template).filter(({ Type }) => Type === type);

test('namePrefix goes before the names of secrets and aliases, and into the roles', () => {
  const template = synthesise({ ...cdkContext.click2mail, namePrefix: 'prod/c2m' });
  const names = ofType(template, 'AWS::SecretsManager::Secret').map(({ Properties }) => Properties['Name']);
  expect(names).toEqual(['prod/c2m/acme', 'prod/c2m/globex', 'prod/c2m/globex/client_secret', 'prod/c2m/initech']);
  template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/prod/c2m/acme' });
  const whole = JSON.stringify(template.toJSON());
  expect(whole).toContain(':secret:prod/c2m/*');
  expect(whole).not.toMatch(/secret:click2mail|alias\/click2mail/);
});

test('tags are on every resource that takes them, beside the tag that the roles are bound by', () => {
  const template = synthesise({ ...cdkContext.click2mail, tags: { team: 'mail' } });
  for (const type of ['Lambda::Function', 'IAM::Role', 'KMS::Key', 'SecretsManager::Secret', 'Logs::LogGroup']) {
    for (const { Properties } of ofType(template, `AWS::${type}`)) {
      expect(Properties['Tags']).toContainEqual({ Key: 'team', Value: 'mail' });
    }
  }
  expect(resource(template, 'AWS::SecretsManager::Secret', 'acme').Properties['Tags']).toHaveLength(2);
});

test.each([
  ['arn:aws:iam::111122223333:policy/bound', 'arn:aws:iam::111122223333:policy/bound'],
  [
    'bound',
    { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':policy/bound']] },
  ],
])('permissionsBoundary %s bounds every role', (permissionsBoundary, arn) => {
  const roles = ofType(synthesise({ ...cdkContext.click2mail, permissionsBoundary }), 'AWS::IAM::Role');
  expect(roles).toHaveLength(6);
  for (const { Properties } of roles) expect(Properties['PermissionsBoundary']).toEqual(arn);
});

test('egressProxy is told to Node, but not for AWS or this machine', () => {
  const template = synthesiseWith({ egressProxy: 'http://proxy.example.com:3128' });
  expect(resource(template, 'AWS::Lambda::Function', 'acme').Properties.Environment.Variables).toMatchObject({
    HTTPS_PROXY: 'http://proxy.example.com:3128',
    NO_PROXY: {
      'Fn::Join': ['', [expect.stringMatching(/^localhost,127\.0\.0\.1,.*,\.$/), { Ref: 'AWS::URLSuffix' }]],
    },
    NODE_USE_ENV_PROXY: '1',
  });
});

test('replicaRegions copy the token secrets and no client secret, each with the key of its region', () => {
  const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const replicaRegions = [{ region: 'eu-west-1', keyArn }, { region: 'us-east-2' }];
  const template = synthesise({ ...cdkContext.click2mail, replicaRegions });
  expect(resource(template, 'AWS::SecretsManager::Secret', 'acme').Properties['ReplicaRegions']).toEqual([
    { Region: 'eu-west-1', KmsKeyId: keyArn },
    { Region: 'us-east-2' },
  ]);
  expect(
    resource(template, 'AWS::SecretsManager::Secret', 'globexClient').Properties['ReplicaRegions'],
  ).toBeUndefined();
});

describe('the partition', () => {
  test.each(['cn-north-1', 'us-gov-west-1', 'eu-central-1'])('is that of the region: %s', (region) => {
    const vpc = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] };
    const settings = { ...cdkContext.click2mail, account: '111122223333', region, vpc, permissionsBoundary: 'bound' };
    const partitions = [...JSON.stringify(synthesise(settings).toJSON()).matchAll(/arn:(aws[a-z-]*)?:/g)];
    const expected = { 'cn-north-1': 'aws-cn', 'us-gov-west-1': 'aws-us-gov' }[region] ?? 'aws';
    expect(new Set(partitions.map(([, partition]) => partition))).toEqual(new Set([expected]));
  });

  test('is left to CloudFormation when there is no region', () => {
    expect(JSON.stringify(synthesise(cdkContext.click2mail).toJSON())).not.toMatch(/arn:aws|"[a-z]{2}-[a-z]+-\d"/);
  });
});
