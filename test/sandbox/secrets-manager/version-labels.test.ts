import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../../sandbox/aws/aws-service.ts';
import {
  attach,
  detach,
  labelsAfterMove,
  labelsAfterStoring,
  unfinishedVersion,
  type VersionLabels,
} from '../../../sandbox/secrets-manager/version-labels.ts';

type Plain = Record<string, string[]>;

const labelsFrom = (plain: Plain): VersionLabels =>
  new Map(Object.entries(plain).map(([versionId, held]) => [versionId, new Set(held)]));
const plainFrom = (labels: VersionLabels): Plain =>
  Object.fromEntries([...labels].map(([versionId, held]) => [versionId, [...held].toSorted()]));

describe('Storing a value', () => {
  test.each<[string, Plain, string[], Plain]>([
    ['makes it current', {}, ['AWSCURRENT'], { new: ['AWSCURRENT'] }],
    [
      'makes the former current one previous, and nothing of the one before',
      { a: ['AWSPREVIOUS'], b: ['AWSCURRENT'] },
      ['AWSCURRENT'],
      { b: ['AWSPREVIOUS'], new: ['AWSCURRENT'] },
    ],
    [
      'takes AWSPENDING off the former current version',
      { a: ['AWSCURRENT', 'AWSPENDING'] },
      ['AWSCURRENT'],
      { a: ['AWSPREVIOUS'], new: ['AWSCURRENT'] },
    ],
    [
      'abandons what was pending elsewhere',
      { a: ['AWSCURRENT'], stuck: ['AWSPENDING', 'mine'] },
      ['AWSCURRENT'],
      { a: ['AWSPREVIOUS'], stuck: ['mine'], new: ['AWSCURRENT'] },
    ],
    [
      'as pending leaves the current one alone',
      { a: ['AWSCURRENT', 'AWSPENDING'] },
      ['AWSPENDING'],
      { a: ['AWSCURRENT'], new: ['AWSPENDING'] },
    ],
    [
      'under other labels moves just those',
      { a: ['AWSCURRENT', 'mine', 'stays'] },
      ['mine', 'AWSSOMETHING'],
      { a: ['AWSCURRENT', 'stays'], new: ['AWSSOMETHING', 'mine'] },
    ],
    [
      'as current under another label, too, does both',
      { a: ['AWSCURRENT'] },
      ['AWSCURRENT', 'mine'],
      { a: ['AWSPREVIOUS'], new: ['AWSCURRENT', 'mine'] },
    ],
  ])('%s', (_what, before, names, after) => {
    expect(plainFrom(labelsAfterStoring(labelsFrom(before), 'new', names))).toEqual(after);
  });
});

describe('Moving a label', () => {
  test.each<[string, Plain, Parameters<typeof labelsAfterMove>[1], Plain]>([
    [
      'AWSCURRENT takes AWSPREVIOUS along, and nothing else',
      { a: ['AWSPREVIOUS', 'old'], b: ['AWSCURRENT', 'mine'], c: ['AWSPENDING', 'new'] },
      { label: 'AWSCURRENT', from: 'b', to: 'c' },
      { a: ['old'], b: ['AWSPREVIOUS', 'mine'], c: ['AWSCURRENT', 'AWSPENDING', 'new'] },
    ],
    [
      'AWSCURRENT goes back',
      { a: ['AWSPREVIOUS'], b: ['AWSCURRENT'] },
      { label: 'AWSCURRENT', from: 'b', to: 'a' },
      { a: ['AWSCURRENT'], b: ['AWSPREVIOUS'] },
    ],
    ['a label is new', { a: ['AWSCURRENT'] }, { label: 'mine', to: 'a' }, { a: ['AWSCURRENT', 'mine'] }],
    ['a label is there already', { a: ['mine'] }, { label: 'mine', to: 'a' }, { a: ['mine'] }],
    ['a label goes', { a: ['AWSCURRENT'], b: ['mine'] }, { label: 'mine', from: 'b' }, { a: ['AWSCURRENT'] }],
  ])('%s', (_what, before, move, after) => {
    expect(plainFrom(labelsAfterMove(labelsFrom(before), move))).toEqual(after);
  });
});

test.each<[Plain, string | undefined]>([
  [{ a: ['AWSCURRENT'], b: ['AWSPENDING'] }, 'b'],
  [{ b: ['AWSPENDING'] }, 'b'],
  [{ a: ['AWSCURRENT', 'AWSPENDING'] }, undefined],
  [{ a: ['AWSCURRENT'] }, undefined],
])('Of %j the unfinished version is %s', (plain, expected) => {
  expect(unfinishedVersion(labelsFrom(plain))).toBe(expected);
});

const versionId = fc.constantFrom('a', 'b', 'c', 'd');
const label = fc.oneof(
  fc.constantFrom('AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'),
  fc.integer({ min: 1, max: 25 }).map((number) => `label-${number}`),
);
const change: fc.Arbitrary<(labels: VersionLabels) => VersionLabels> = fc.oneof(
  fc.tuple(versionId, fc.array(label)).map(
    ([id, names]) =>
      (labels: VersionLabels) =>
        labelsAfterStoring(labels, id, names),
  ),
  fc.tuple(label, versionId).map(
    ([name, id]) =>
      (labels: VersionLabels) =>
        attach(labels, id, [name]),
  ),
  label.map((name) => (labels: VersionLabels) => detach(labels, name)),
  fc
    .record({ label, from: fc.option(versionId, { nil: undefined }), to: versionId })
    .map((move) => (labels: VersionLabels) => labelsAfterMove(labels, move)),
);

test('Whatever is done, a label sits on one version, there are at most 20, and no version is left with none', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      let labels: VersionLabels = new Map();
      for (const apply of changes) {
        labels = unlessRefused(apply, labels);
        const all = [...labels.values()].flatMap((held) => [...held]);
        expect(new Set(all).size).toBe(all.length);
        expect(all.length).toBeLessThanOrEqual(20);
        expect([...labels.values()].every((held) => held.size > 0)).toBe(true);
      }
    }),
  );
});

function unlessRefused(apply: (labels: VersionLabels) => VersionLabels, labels: VersionLabels): VersionLabels {
  try {
    return apply(labels);
  } catch (error) {
    if (error instanceof AwsError) return labels;
    throw error;
  }
}
