import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../../sandbox/aws/aws-service.ts';
import { Clock } from '../../../sandbox/clock.ts';
import type { ServiceAct } from '../../../sandbox/iam/access-questions.ts';
import { Authorisation } from '../../../sandbox/iam/authorisation.ts';
import { presentedBy } from '../../../sandbox/iam/presented-keys.ts';
import { Roles } from '../../../sandbox/iam/roles.ts';
import { SERVICE_CALLS } from '../../../sandbox/iam/service-calls.ts';
import { ACCOUNT, allow, policyOf, principal } from './template-roles.ts';

const place = { partition: 'aws', region: 'us-east-1', accountId: ACCOUNT };
const inRegion = (service: string, name: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${name}`;
const ALARM = inRegion('cloudwatch', 'alarm:app/stuck');
const TOPIC = inRegion('sns', 'alarms');
const KEY = inRegion('kms', 'key/0a1b2c3d-0000-4000-8000-0123456789ab');

/** Lets CloudWatch in for the alarms of this account whose names begin so. */
const forAlarms = (Action: string | string[], name = 'app/*') =>
  principal(
    { Service: 'cloudwatch.amazonaws.com' },
    allow(Action, '*', {
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnLike: { 'aws:SourceArn': inRegion('cloudwatch', `alarm:${name}`) },
    }),
  );

function authorisationWith(keyPolicy: object = policyOf()): Authorisation {
  const key = { arn: KEY, spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', tags: new Map(), aliases: [] };
  return new Authorisation({
    clock: new Clock({ startAt: 0, flowing: false }),
    place,
    roles: new Roles(),
    resources: {
      secret: () => undefined,
      key: (keyId) => (keyId === KEY ? { ...key, policy: JSON.stringify(keyPolicy) } : undefined),
      keyOfCiphertext: () => undefined,
      functionPolicy: () => undefined,
      functionTags: () => undefined,
    },
  });
}

describe('every call of one service by another', () => {
  test.each(SERVICE_CALLS.map((row) => [`${row.service} as ${row.as}: ${row.actions.join(', ')}`, row] as const))(
    'has a page that says so: %s',
    (_name, { actions, evidence }) => {
      expect(actions.length).toBeGreaterThan(0);
      expect(evidence.length).toBeGreaterThan(0);
      for (const address of evidence) expect(address).toMatch(/^https:\/\/(docs\.aws\.amazon|github|repost\.aws)\b/);
    },
  );

  test('is in the table once', () => {
    const all = SERVICE_CALLS.flatMap(({ service, as, actions }) => actions.map((one) => `${service} ${as} ${one}`));
    const more = all.filter((one, index) => all.indexOf(one) !== index);
    expect(more).toEqual([]);
  });
});

describe('a call that is not in the table', () => {
  test.each<[service: string, action: string]>([
    ['events.amazonaws.com', 'sns:Publish'],
    ['cloudwatch.amazonaws.com', 'kms:Encrypt'],
    ['logs.eu-west-1.amazonaws.com', 'kms:Encrypt'],
    ['scheduler.amazonaws.com', 'lambda:InvokeFunction'],
  ])('is an error that says where a row is missing: %s, %s', (service, action) => {
    const act: ServiceAct = { service, action, resource: TOPIC, sourceArn: ALARM, resourcePolicy: '{}' };
    expect(() => authorisationWith().serviceMay(act)).toThrow(
      `Nobody knows what ${service} presents when it calls ${action} as itself: ` +
        'the sandbox needs a row with evidence in sandbox/iam/service-calls.ts.',
    );
  });

  test('is one in a caller’s name, too', () => {
    const caller: Caller = { accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/somebody`, isAdministrator: false };
    const via = { service: 'secretsmanager.amazonaws.com' };
    expect(() =>
      authorisationWith().authorise({ service: 'kms', operation: 'Sign', input: { KeyId: KEY }, caller, via }),
    ).toThrow('Nobody knows what secretsmanager.amazonaws.com presents when it calls kms:Sign as its caller');
  });
});

test('a key whose value nobody told is an error, and is not left out', () => {
  const calling = { service: 'events.amazonaws.com', as: 'service', action: 'lambda:InvokeFunction' } as const;
  expect(() => presentedBy(calling, {}, place)).toThrow(
    'events.amazonaws.com presents aws:SourceArn for lambda:InvokeFunction, but which?',
  );
});

describe('CloudWatch, for an alarm', () => {
  const publishes = (statement: object, sourceArn = ALARM) =>
    authorisationWith().serviceMay({
      service: 'cloudwatch.amazonaws.com',
      action: 'sns:Publish',
      resource: TOPIC,
      resourcePolicy: JSON.stringify(policyOf(statement)),
      sourceArn,
    });

  test('publishes to a topic whose policy lets the alarm, and to no other', () => {
    expect(publishes(forAlarms('sns:Publish'))).toBe(true);
    expect(publishes(forAlarms('sns:Publish', 'other/*'))).toBe(false);
    expect(publishes(forAlarms('sns:Subscribe'))).toBe(false);
    expect(publishes(forAlarms('sns:Publish'), ALARM.replace(ACCOUNT, '999988887777'))).toBe(false);
  });

  test('has no rights but those of the topic’s policy', () => {
    expect(publishes(principal({ AWS: `arn:aws:iam::${ACCOUNT}:root` }, allow('sns:Publish', '*')))).toBe(false);
    expect(publishes(principal({ Service: 'events.amazonaws.com' }, allow('sns:Publish', '*')))).toBe(false);
    expect(publishes(principal('*', allow('sns:Publish', '*')))).toBe(true);
  });

  test('uses the topic’s key where the key’s policy lets it, too', () => {
    const uses = (keyPolicy: object, resource = KEY) =>
      ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) =>
        authorisationWith(keyPolicy).serviceMay({
          service: 'cloudwatch.amazonaws.com',
          action,
          resource,
          sourceArn: ALARM,
        }),
      );
    const both = policyOf(forAlarms(['kms:Decrypt', 'kms:GenerateDataKey*']));
    expect(uses(both)).toEqual([true, true]);
    expect(uses(policyOf(forAlarms('kms:Decrypt')))).toEqual([true, false]);
    expect(uses(policyOf(forAlarms('kms:*', 'other/*')))).toEqual([false, false]);
    // Nothing says that CloudWatch names the topic or its own account to KMS.
    for (const key of ['kms:ViaService', 'kms:CallerAccount', 'kms:EncryptionContext:aws:sns:topicArn']) {
      const asked = allow('kms:*', '*', { StringLike: { [key]: '*' } });
      expect([key, uses(policyOf(principal({ Service: 'cloudwatch.amazonaws.com' }, asked)))]).toEqual([
        key,
        [false, false],
      ]);
    }
    expect(uses(both, inRegion('kms', 'key/another'))).toEqual([false, false]);
  });

  test('leaves a trace of what it was refused, and by which policy', () => {
    const authorisation = authorisationWith();
    authorisation.serviceMay({
      service: 'cloudwatch.amazonaws.com',
      action: 'kms:Decrypt',
      resource: KEY,
      sourceArn: ALARM,
    });
    expect(authorisation.denied).toEqual([
      {
        principal: 'cloudwatch.amazonaws.com',
        action: 'kms:Decrypt',
        resource: KEY,
        reason: 'no resource-based policy allows the kms:Decrypt action',
        at: 0,
      },
    ]);
  });
});
