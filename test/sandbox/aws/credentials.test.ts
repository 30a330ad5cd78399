import { expect, test } from '@jest/globals';
import { Credentials } from '../../../sandbox/aws/credentials.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { ROLE } from './endpoint-under-test.ts';

const accountId = '123456789012';
const clock = new Clock({ flowing: false });

test('the secret key and the token of every session are told, the well-known ones are not', () => {
  const secrets: string[] = [];
  const credentials = new Credentials({ clock, accountId, onSecret: (secret) => secrets.push(secret) });
  expect(secrets).toEqual([]);
  const session = credentials.issue(ROLE, 'rotation');
  expect(secrets).toEqual([session.secretAccessKey, session.sessionToken]);
});

test('a session of a role with a path is named for the role alone', () => {
  const { caller } = new Credentials({ clock, accountId }).issue(`arn:aws:iam::${accountId}:role/team/api/rotate`, 's');
  expect(caller).toEqual({
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/rotate/s`,
    roleArn: `arn:aws:iam::${accountId}:role/team/api/rotate`,
    isAdministrator: false,
  });
});

const issuedFromSevens = () =>
  new Credentials({ clock, accountId, random: (size) => Buffer.alloc(size, 7) }).issue(ROLE, 's');

test('the same randomness issues the same credentials', () => {
  expect(issuedFromSevens()).toEqual(issuedFromSevens());
  expect(issuedFromSevens().accessKeyId).toBe('ASIAHHHHHHHHHHHHHHHH');
});

test('sessions do not share keys, and are found by theirs', () => {
  const credentials = new Credentials({ clock, accountId });
  const [first, second] = [credentials.issue(ROLE, 'a'), credentials.issue(ROLE, 'b')];
  expect(first.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(credentials.find(first.accessKeyId)).toBe(first);
  expect(credentials.find(second.accessKeyId)).toBe(second);
  expect(credentials.find('ASIANONE')).toBeUndefined();
});
