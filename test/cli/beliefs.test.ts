import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BELIEF_PROBES } from '../../cli/acceptance/beliefs/beliefs-stage.ts';
import { DEPLOYMENT_PROBE, STACK_PROBES } from '../../cli/acceptance/stack/stack-stage.ts';
import { OF_STATUS } from '../../cli/findings/client-checks.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Belief {
  readonly id: string;
  readonly cells: readonly string[];
  readonly settledBy: string;
}

const beliefs: readonly Belief[] = [...readFileSync(join(ROOT, 'docs/beliefs.md'), 'utf8').matchAll(/^\| `.*$/gm)].map(
  ([line]) => {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { id: cells[0]?.replaceAll('`', '') ?? '', cells, settledBy: cells.at(-1) ?? '' };
  },
);

const probes = [DEPLOYMENT_PROBE, ...BELIEF_PROBES, ...STACK_PROBES].map(({ name, beliefs: ids, question }) => ({
  name,
  ids,
  question,
}));

/** The probes that a row names; the checks of doctor stand behind the word. */
const probesNamed = ({ settledBy }: Belief) =>
  settledBy.startsWith('none:')
    ? []
    : [...settledBy.replaceAll(/doctor: `[^`]+`/g, '').matchAll(/`([^`]+)`/g)].map(([, name]) => name);

const checksNamed = ({ settledBy }: Belief) => [...settledBy.matchAll(/doctor: `([^`]+)`/g)].map(([, name]) => name);

const sources = globSync('{functions,infra,cli,sandbox}/**/*.ts', { cwd: ROOT }).map((file) => ({
  file,
  text: readFileSync(join(ROOT, file), 'utf8'),
}));

describe('docs/beliefs.md', () => {
  test('has every belief once, with all that is to be said of it', () => {
    expect(beliefs.length).toBeGreaterThan(40);
    expect(new Set(beliefs.map(({ id }) => id)).size).toBe(beliefs.length);
    for (const { id, cells } of beliefs) {
      expect([id, cells.length, cells.includes('')]).toEqual([id, 5, false]);
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    }
  });

  test('names for every belief what settles it, or why nothing does', () => {
    const unsettled = beliefs.filter(
      (belief) => !/^none: \S/.test(belief.settledBy) && probesNamed(belief).length + checksNamed(belief).length === 0,
    );
    expect(unsettled).toEqual([]);
  });

  test.each(beliefs.filter((belief) => probesNamed(belief).length > 0))(
    '$id is settled by the probes that say so',
    (belief) => {
      const claiming = probes.filter(({ ids }) => ids.includes(belief.id)).map(({ name }) => name);
      expect(probesNamed(belief).toSorted()).toEqual(claiming.toSorted());
    },
  );

  test('names checks that doctor has', () => {
    const written = sources
      .filter(({ file }) => file.startsWith('cli/'))
      .flatMap(({ text }) => [...text.matchAll(/\bchecked\('([^']+)'/g)].map(([, name]) => name));
    const known = [...Object.keys(OF_STATUS), ...written];
    expect(known).toEqual(expect.arrayContaining(beliefs.flatMap(checksNamed)));
  });
});

test.each(probes)('the probe $name asks a question that settles beliefs of the page', ({ ids, question }) => {
  expect(question).toMatch(/\?$/);
  expect(ids.length).toBeGreaterThan(0);
  expect(beliefs.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids]));
});

test('the names of probes are different', () => {
  expect(new Set(probes.map(({ name }) => name)).size).toBe(probes.length);
});

test('every belief that the code names is on the page', () => {
  const named = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\bbelief: ([\w-]+)/g)].map(([, id]) => ({ file, id })),
  );
  expect(named.length).toBeGreaterThan(20);
  const known = new Set(beliefs.map(({ id }) => id));
  expect(named.filter(({ id = '' }) => !known.has(id))).toEqual([]);
});
