import { expect, test } from '@jest/globals';
import { tenures } from '../../../sandbox/console/tenures.ts';
import type { RotationAttempt, ShownSecret } from '../../../sandbox/secrets-manager/secrets-manager.ts';

type Version = ShownSecret['versions'][number];

const version = (versionId: string, createdAt: number, ...labels: string[]): Version => ({
  versionId,
  createdAt,
  labels,
});

const attempt = (versionId: string, startedAt: number, more: Partial<RotationAttempt> = {}): RotationAttempt => ({
  secretArn: 'arn',
  versionId,
  kind: 'rotation',
  startedAt,
  steps: [],
  ...more,
});

const succeeded = (versionId: string, endedAt: number) =>
  attempt(versionId, endedAt - 5, { endedAt, outcome: 'succeeded' });
const failed = (versionId: string, endedAt: number) => attempt(versionId, endedAt - 5, { endedAt, outcome: 'failed' });

const told = (versions: Version[], attempts: RotationAttempt[] = []) => Object.fromEntries(tenures(versions, attempts));

test('a version is current from the end of its rotation until the end of the next one', () => {
  const versions = [version('one', 95), version('two', 195, 'AWSPREVIOUS'), version('three', 295, 'AWSCURRENT')];
  expect(told(versions, [succeeded('one', 100), succeeded('two', 200), succeeded('three', 300)])).toEqual({
    one: { from: 100, until: 200 },
    two: { from: 200, until: 300 },
    three: { from: 300 },
  });
});

test('a version that was put without a rotation is current from when it was put', () => {
  const versions = [version('otp', 50, 'AWSPREVIOUS'), version('two', 195, 'AWSCURRENT')];
  expect(told(versions, [succeeded('two', 200)])).toEqual({ otp: { from: 50, until: 200 }, two: { from: 200 } });
});

test('a version that was put and moved to AWSCURRENT by hand is current, though AWSPENDING stayed on it', () => {
  const versions = [version('one', 1, 'AWSPREVIOUS'), version('put', 4, 'AWSPENDING', 'AWSCURRENT')];
  expect(told(versions)).toEqual({ one: { from: 1, until: 4 }, put: { from: 4 } });
});

test('the attempts that failed before count for nothing', () => {
  expect(told([version('one', 95, 'AWSCURRENT')], [failed('one', 96), succeeded('one', 100)])).toEqual({
    one: { from: 100 },
  });
});

test('a version whose rotation failed or goes on was never current', () => {
  const versions = [
    version('one', 1, 'AWSCURRENT'),
    version('two', 2, 'AWSPENDING'),
    version('three', 3),
    version('put', 4, 'AWSPENDING'),
  ];
  expect(told(versions, [failed('two', 10), attempt('three', 20)])).toEqual({ one: { from: 1 } });
});

test('a version that became current in a rotation that failed afterwards, or goes on, is', () => {
  expect(told([version('one', 1, 'AWSPREVIOUS'), version('two', 2, 'AWSCURRENT')], [failed('two', 10)])).toEqual({
    one: { from: 1, until: 10 },
    two: { from: 10 },
  });
  expect(told([version('one', 1, 'AWSCURRENT')], [attempt('one', 7)])).toEqual({ one: { from: 7 } });
});

test('a version that was put back by hand is current, whatever came after it', () => {
  const versions = [version('one', 95, 'AWSCURRENT'), version('two', 195, 'AWSPREVIOUS')];
  expect(told(versions, [succeeded('one', 100), succeeded('two', 200)])['one']).toEqual({ from: 100 });
});
