import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  acmeWith,
  cdkContext,
  getAtt,
  inRegion,
  resource,
  resources,
  synthesise,
  type Json,
} from '../synthesised-stack.ts';

const DOCS = join(import.meta.dirname, '../../../docs');

const STACK = 'Click2MailTokenRotation';
const ALARM = 'AWS::CloudWatch::Alarm';
const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';

const template = synthesise(cdkContext.click2mail);
const withEmail = synthesise({ ...cdkContext.click2mail, alarms: { email: 'on-call@example.com' } });
const ofType = (from: typeof template, type: string) => resources(from).filter(({ Type }) => Type === type);
const nameOf = ({ Properties }: { Properties: Json }) => String(Properties['AlarmName']);
const kindOf = (one: { Properties: Json }) => nameOf(one).split('/').at(-1) ?? '';
const alarms = [...ofType(template, ALARM), ...ofType(template, COMPOSITE)];

describe('the alarms of a stack', () => {
  test('bear its name, and are two for each client', () => {
    expect(alarms.every((one) => nameOf(one).startsWith(`${STACK}/`))).toBe(true);
    const ofClients = alarms.map(nameOf).filter((name) => name.split('/').length === 3);
    expect(ofClients.toSorted()).toEqual(
      ['acme', 'globex', 'initech'].flatMap((name) => [
        `${STACK}/${name}/revocation-overdue`,
        `${STACK}/${name}/token-expiring`,
      ]),
    );
  });

  test('are on metrics of the stack’s own namespace, so that the stacks of an account do not hide each other', () => {
    const named = synthesise({ ...cdkContext.click2mail, stackName: 'Other' });
    const namespaces = new Set(ofType(named, ALARM).map(({ Properties }) => Properties['Namespace']));
    expect(namespaces).toEqual(new Set(['Other', 'AWS/Lambda', 'AWS/Events']));
    for (const { Properties } of ofType(named, 'AWS::Lambda::Function')) {
      expect(Properties.Environment.Variables['POWERTOOLS_METRICS_NAMESPACE']).toBe('Other');
    }
  });

  test('each have an entry in docs/operations.md, which every alarm names, and there is none without an alarm', () => {
    const page = readFileSync(join(DOCS, 'operations.md'), 'utf8');
    const entries = [...page.matchAll(/^### alarm: (.*)$/gm)].map(([, name]) => name);
    expect(entries.toSorted()).toEqual([...new Set(alarms.map(kindOf))].toSorted());
    for (const one of alarms) {
      expect(one.Properties['AlarmDescription']).toContain(`docs/operations.md, "alarm: ${kindOf(one)}"`);
    }
  });

  test('watch metrics that docs/design.md lists', () => {
    const page = readFileSync(join(DOCS, 'design.md'), 'utf8');
    const own = ofType(template, ALARM).filter(({ Properties }) => Properties['Namespace'] === STACK);
    for (const { Properties } of own) expect(page).toContain(`\`${String(Properties['MetricName'])}\``);
  });

  test('that the sweep was not started is told of the stack’s own rule, of what EventBridge writes only when it fails', () => {
    const alarm = ofType(template, ALARM).find((one) => kindOf(one) === 'sweep-not-started');
    expect(alarm?.Properties).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: resource(template, 'AWS::Events::Rule').id } }],
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('of a token that expires begins where the sweep starts a rotation', () => {
    const clients = { often: acmeWith({ rotateEvery: 'rate(12 hours)' }), seldom: acmeWith() };
    const thresholds = ofType(synthesise({ clients }), ALARM)
      .filter((one) => kindOf(one) === 'token-expiring')
      .map((one) => [nameOf(one).split('/')[1], one.Properties['Threshold']]);
    const day = 86_400;
    expect(thresholds).toEqual([
      ['often', 3 * day],
      ['seldom', 7.5 * day],
    ]);
  });

  test.each([
    ['5m', 300],
    ['1h', 3600],
  ])('look at the sweep as often as it runs: %s', (sweepEvery, seconds) => {
    const other = synthesise({ ...cdkContext.click2mail, sweepEvery });
    const period = (kind: string) => ofType(other, ALARM).find((one) => kindOf(one) === kind)?.Properties['Period'];
    expect(['sweep-silent', 'sweep-not-started', 'clients-failed', 'token-expiring'].map(period)).toEqual([
      seconds,
      seconds,
      seconds,
      seconds,
    ]);
  });

  test('of the vendor are there with a vendor alone', () => {
    const without = ofType(synthesise({ clients: { acme: acmeWith() } }), ALARM).map(kindOf);
    expect(without.filter((kind) => kind.startsWith('vend-'))).toEqual([]);
    expect(alarms.map(kindOf).filter((kind) => kind.startsWith('vend-'))).toHaveLength(4);
  });
});

describe('is it us or the API', () => {
  const ruleOf = (kind: string) => {
    const alarm = ofType(template, COMPOSITE).find((one) => kindOf(one) === kind);
    return JSON.stringify(alarm?.Properties['AlarmRule']);
  };

  test('is answered by two alarms, of which one goes off whenever a rotation, a client or a vend fails', () => {
    const parts = (rule: string) => rule.match(/Alarms[A-Za-z]+?(?=[0-9A-F]{8}")/g);
    const expected = ['RotationFailed', 'ClientsFailed'].map((id) => `AlarmsStack${id}`);
    const all = [...expected, 'AlarmsVendorVendFailed', 'AlarmsStackApiUnavailable'];
    expect(parts(ruleOf('trouble-of-the-api'))).toEqual(all);
    expect(parts(ruleOf('trouble-of-ours'))).toEqual(all);
    expect(ruleOf('trouble-of-ours')).toContain('NOT ');
    expect(ruleOf('trouble-of-the-api')).not.toContain('NOT ');
  });

  test('is told instead of its parts, so that nobody is told twice', () => {
    const silent = [...ofType(withEmail, ALARM), ...ofType(withEmail, COMPOSITE)].filter(
      ({ Properties }) => Properties['AlarmActions'] === undefined,
    );
    expect(silent.map(kindOf).toSorted()).toEqual(['clients-failed', 'rotation-failed', 'vend-failed']);
  });
});

describe('who is told', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:111122223333:on-call';
  const told = (from: typeof template) => {
    const all = [...ofType(from, ALARM), ...ofType(from, COMPOSITE)];
    return new Set(all.flatMap(({ Properties }) => Properties['AlarmActions'] ?? []));
  };

  test('is nobody without a setting', () => {
    expect(told(template)).toEqual(new Set());
    expect(ofType(template, 'AWS::SNS::Topic')).toEqual([]);
  });

  test('is the topic that the setting names, and no other is made', () => {
    const other = synthesise({ ...cdkContext.click2mail, alarms: { topicArn } });
    expect(told(other)).toEqual(new Set([topicArn]));
    expect(ofType(other, 'AWS::SNS::Topic')).toEqual([]);
  });

  test('is an address, by a topic of the stack, when an alarm begins and when it is over', () => {
    const { id } = resource(withEmail, 'AWS::SNS::Topic');
    for (const { Properties } of ofType(withEmail, ALARM)) {
      if (Properties['AlarmActions'] === undefined) continue;
      expect([Properties['AlarmActions'], Properties['OKActions']]).toEqual([[{ Ref: id }], [{ Ref: id }]]);
    }
    expect(resource(withEmail, 'AWS::SNS::Subscription').Properties).toEqual({
      Protocol: 'email',
      TopicArn: { Ref: id },
      Endpoint: 'on-call@example.com',
    });
  });
});

describe('the topic of a stack', () => {
  const topic = resource(withEmail, 'AWS::SNS::Topic');
  const key = resource(withEmail, 'AWS::KMS::Key', 'AlarmsTopicKey');
  const ownAlarms = {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: { 'aws:SourceArn': inRegion('cloudwatch', `alarm:${STACK}/*`) },
  };

  test('is encrypted with a key that CloudWatch may use for this stack’s alarms, or what they say would be dropped', () => {
    expect(topic.Properties['KmsMasterKeyId']).toEqual(getAtt(key.id));
    expect(key.Properties['EnableKeyRotation']).toBe(true);
    expect(key.Properties.KeyPolicy.Statement.at(-1)).toEqual({
      Sid: 'AlarmsEncrypt',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: ownAlarms,
    });
  });

  test('takes what this stack’s alarms publish, and nothing that is not encrypted on its way', () => {
    const { Statement } = resource(withEmail, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument;
    expect(Statement).toContainEqual({
      Sid: 'AlarmsPublish',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: { Ref: topic.id },
      Condition: ownAlarms,
    });
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  test('has a key of its own: CloudWatch can decrypt nothing with that of the secrets', () => {
    const secrets = resource(withEmail, 'AWS::KMS::Key', 'EncryptionKey');
    expect(JSON.stringify(secrets.Properties.KeyPolicy)).not.toContain('cloudwatch');
  });
});
