import { describe, expect, test } from '@jest/globals';
import { fleet } from './fleet.ts';
import {
  acmeWith,
  cdkContext,
  getAtt,
  inRegion,
  resource,
  resources,
  synthesise,
  viaSecretsManager,
  type Json,
} from './synthesised-stack.ts';

const template = synthesise(cdkContext.click2mail);
const STACK = 'Click2MailTokenRotation';
const SWEEP = 'RevocationSweep';
const sweep = resource(template, 'AWS::Lambda::Function', SWEEP);
const rule = resource(template, 'AWS::Events::Rule');
const roleStatements = (from: typeof template) =>
  resource(from, 'AWS::IAM::Policy', SWEEP).Properties.PolicyDocument.Statement;
const statementOf = (sid: string) => roleStatements(template).find(({ Sid }) => Sid === sid);
const tagged = (tag: string) =>
  resources(template)
    .filter(({ Properties }) => JSON.stringify(Properties['Tags'] ?? []).includes(`"${tag}"`))
    .map(({ id }) => id);

describe('the sweep of a stack', () => {
  test('is one function with five minutes, told nothing but the names of things', () => {
    expect(sweep.Properties['Timeout']).toBe(300);
    expect(sweep.Properties.Environment.Variables).toEqual({
      POWERTOOLS_SERVICE_NAME: 'revoke-superseded-tokens',
      POWERTOOLS_METRICS_NAMESPACE: STACK,
      SWEEP_EVERY_SECONDS: '900',
      CHECK_EVERY_SECONDS: '3600',
    });
    template.hasOutput('*', { Value: { Ref: sweep.id } });
  });

  test('runs every quarter of an hour, and an event that cannot be delivered is not delivered later', () => {
    expect(rule.Properties).toMatchObject({
      ScheduleExpression: 'rate(15 minutes)',
      State: 'ENABLED',
      Targets: [
        {
          Id: 'Sweep',
          Arn: getAtt(sweep.id),
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 },
        },
      ],
    });
  });

  test('is not tried again by Lambda when it failed: the next run looks at what is', () => {
    expect(resource(template, 'AWS::Lambda::EventInvokeConfig').Properties).toEqual({
      FunctionName: { Ref: sweep.id },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 300,
    });
  });

  test('may be invoked by that rule alone, which is named by its ARN and by nothing that EventBridge does not present', () => {
    expect(resource(template, 'AWS::Lambda::Permission', SWEEP).Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: getAtt(sweep.id),
      Principal: 'events.amazonaws.com',
      SourceArn: getAtt(rule.id),
    });
  });

  test('is all that EventBridge may invoke, and no permission of a stack asks it for an account', () => {
    const principals = ['arn:aws:iam::444455556666:role/reader'];
    const vendor = { client: 'acme', scopes: ['jobs:submit'], principals, functionUrl: true };
    const rich = synthesise({ clients: { acme: acmeWith(), globex: acmeWith() }, consumers: { vendor } });
    for (const from of [template, rich]) {
      const permissions = resources(from).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
      const events = permissions.filter(({ Properties }) => Properties['Principal'] === 'events.amazonaws.com');
      expect(events.map(({ Properties }) => Object.keys(Properties).toSorted())).toEqual([
        ['Action', 'FunctionName', 'Principal', 'SourceArn'],
      ]);
    }
  });

  test.each([
    ['5m', 'rate(5 minutes)'],
    ['1h', 'rate(60 minutes)'],
  ])('runs as often as the setting sweepEvery says: %s', (sweepEvery, expression) => {
    const other = synthesise({ sweepEvery, clients: { acme: acmeWith() } });
    expect(resource(other, 'AWS::Events::Rule').Properties['ScheduleExpression']).toBe(expression);
  });
});

describe('its role', () => {
  const secrets = inRegion('secretsmanager', 'secret:click2mail/*');
  const boundTo = (tag: string, more: Json = {}) => ({ StringEquals: { [tag]: STACK, ...more } });
  const tokenSecret = 'secretsmanager:ResourceTag/click2mail:token-secret-of';

  test('allows these actions and no others', () => {
    expect(
      roleStatements(template)
        .flatMap(({ Action }) => Action)
        .toSorted(),
    ).toEqual([
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GetPublicKey',
      'kms:Sign',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue',
      'secretsmanager:ListSecretVersionIds',
      'secretsmanager:RotateSecret',
      'secretsmanager:UpdateSecretVersionStage',
    ]);
  });

  test('moves the ledger’s labels and AWSPENDING, never AWSCURRENT', () => {
    expect(statementOf('MoveLedgerLabels')).toMatchObject({
      Action: 'secretsmanager:UpdateSecretVersionStage',
      Resource: secrets,
      Condition: {
        ...boundTo(tokenSecret),
        'ForAnyValue:StringLike': { 'secretsmanager:VersionStage': ['click2mail:*', 'AWSPENDING'] },
      },
    });
  });

  test('starts a rotation as it was set up: no other function, no other schedule', () => {
    expect(statementOf('StartRotation')).toMatchObject({
      Action: 'secretsmanager:RotateSecret',
      Resource: secrets,
      Condition: {
        ...boundTo(tokenSecret),
        Null: { 'secretsmanager:RotationLambdaARN': 'true' },
        BoolIfExists: { 'secretsmanager:ModifyRotationRules': 'false' },
      },
    });
    expect(statementOf('InvokeRotationFunctions')).toMatchObject({
      Resource: inRegion('lambda', 'function:*'),
      Condition: boundTo('aws:ResourceTag/click2mail:rotation-function-of'),
    });
  });

  test('reads token secrets and client secrets, and decrypts through Secrets Manager alone', () => {
    expect(statementOf('ReadTokenSecrets')).toMatchObject({ Resource: secrets, Condition: boundTo(tokenSecret) });
    expect(statementOf('ReadClientSecrets')).toMatchObject({
      Action: 'secretsmanager:GetSecretValue',
      Resource: secrets,
      Condition: boundTo('secretsmanager:ResourceTag/click2mail:client-secret-of'),
    });
    expect(statementOf('DecryptSecrets')).toMatchObject({
      Action: 'kms:Decrypt',
      Resource: getAtt(resource(template, 'AWS::KMS::Key', 'EncryptionKey').id),
      Condition: { StringEquals: viaSecretsManager, StringLike: { 'kms:EncryptionContext:SecretARN': secrets } },
    });
  });

  test('signs digests with the stack’s signing keys', () => {
    const tag = 'aws:ResourceTag/click2mail:signing-key-of';
    expect(statementOf('SignAssertions')).toMatchObject({
      Action: 'kms:Sign',
      Resource: inRegion('kms', 'key/*'),
      Condition: boundTo(tag, {
        'kms:MessageType': 'DIGEST',
        'kms:SigningAlgorithm': ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PSS_SHA_256', 'ECDSA_SHA_256'],
      }),
    });
    expect(statementOf('ReadPublicKey')).toMatchObject({ Condition: boundTo(tag) });
  });

  test('sees whether those keys can be used, and how old client secrets are', () => {
    expect(statementOf('SeeKeyStates')).toMatchObject({
      Action: 'kms:DescribeKey',
      Resource: inRegion('kms', 'key/*'),
      Condition: boundTo('aws:ResourceTag/click2mail:signing-key-of'),
    });
    expect(statementOf('SeeAgeOfClientSecrets')).toMatchObject({
      Action: 'secretsmanager:ListSecretVersionIds',
      Resource: secrets,
      Condition: boundTo('secretsmanager:ResourceTag/click2mail:client-secret-of'),
    });
  });

  test('reaches by tags that the stack puts on nothing else', () => {
    expect(tagged('click2mail:token-secret-of')).toEqual(
      ['acme', 'globex', 'initech'].map((name) => expect.stringMatching(`^${name}TokenSecret`)),
    );
    expect(tagged('click2mail:client-secret-of')).toEqual([expect.stringMatching('^globexClientSecret')]);
    expect(tagged('click2mail:signing-key-of')).toEqual([expect.stringMatching('^acmeSigningKey')]);
    expect(tagged('click2mail:rotation-function-of')).toEqual(
      ['acme', 'globex', 'initech'].map((name) => expect.stringMatching(`^${name}RotationFunction`)),
    );
  });

  test('is the same for one client and for thirty, of whatever grants and keys', () => {
    const few = roleStatements(synthesise({ clients: { acme: acmeWith({ grant: 'client-secret' }) } }));
    const clients = { ...fleet(29), elliptic: acmeWith({ assertion: { algorithm: 'ES256' } }) };
    expect(roleStatements(synthesise({ clients }))).toEqual(few);
  });
});

describe('what existed before', () => {
  const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/token-Ab12Cd';
  const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const adopted = synthesise({
    clients: { acme: acmeWith({ existingSecret: SECRET, existingSecretKeyArn: KEY, existingKeyArn: KEY }) },
  });
  const policyOf = (prefix: string) => resource(adopted, 'AWS::IAM::Policy', prefix).Properties;
  const roles = [{ Ref: resource(adopted, 'AWS::IAM::Role', SWEEP).id }];

  test('has no tag, and is let in by a policy of its own with the same conditions', () => {
    const { PolicyDocument, Roles } = policyOf('acmeSweepOfExistingSecret');
    expect(Roles).toEqual(roles);
    expect(PolicyDocument.Statement.every(({ Resource }) => Resource === SECRET || Resource === KEY)).toBe(true);
    expect(JSON.stringify(PolicyDocument)).not.toContain('ResourceTag');
    expect(PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Sid: 'MoveLedgerLabels',
        Condition: { 'ForAnyValue:StringLike': { 'secretsmanager:VersionStage': ['click2mail:*', 'AWSPENDING'] } },
      }),
    );
  });

  test('signs for the sweep, too, and an output says that the key’s own policy has to let it', () => {
    const { PolicyDocument, Roles } = policyOf('acmeSweepSignsByExistingKey');
    expect(Roles).toEqual(roles);
    expect(PolicyDocument.Statement.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ['SignAssertions', KEY],
      ['ReadPublicKey', KEY],
      ['SeeKeyStates', KEY],
    ]);
    adopted.hasOutput('*', { Value: getAtt(resource(adopted, 'AWS::IAM::Role', SWEEP).id) });
  });

  test('leaves the role as it is for all others', () => {
    expect(roleStatements(adopted)).toEqual(roleStatements(synthesise({ clients: { acme: acmeWith() } })));
  });
});
