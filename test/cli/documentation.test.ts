import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { FINDING_IDS } from '../../cli/findings/finding.ts';
import { buildProgram } from '../../cli/program.ts';
import { processTerminal } from '../../cli/terminal/terminal.ts';
import {
  begunLabel,
  deadLabel,
  dueLabel,
  givenUpLabel,
  pendingSinceLabel,
  retiredLabel,
  revokeNowLabel,
  storedLabel,
} from '../../functions/core/version-labels.ts';
import { STACK_DESCRIPTION } from '../../infra/stack-description.ts';
import { readAssembly } from '../../sandbox/stack/assembly.ts';
import { testAssembly } from '../support/assembly.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const isThere = (path: string) => existsSync(new URL(`../../${path}`, import.meta.url));

/** Those that say a time and a version. */
const LABELS = [dueLabel, givenUpLabel, pendingSinceLabel, revokeNowLabel, deadLabel, retiredLabel];

test.each(FINDING_IDS)('the runbook has a section for the finding %s', (id) => {
  expect(
    read('operations.md')
      .split('\n')
      .filter((line) => line === `### finding: ${id}`),
  ).toHaveLength(1);
});

test('the table of commands has every command', () => {
  const { commands }: Command = buildProgram({ terminal: processTerminal(), endWith: () => undefined });
  const documented = [...read('cli.md').matchAll(/^\| `([a-z-]+)[ `]/gm)].map(([, name]) => name);
  for (const command of commands) expect(documented).toContain(command.name());
});

test('the README can be read in one go: it has at most 150 lines', () => {
  expect(read('../README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

test('the table of error codes has every code, and no other', () => {
  const source = ['core/errors.ts', 'lambda/sanitised.ts'].map((name) => read(`../functions/${name}`)).join('\n');
  const codes = [...source.matchAll(/failure\('([A-Z_]+)'\)/g)].map(([, code]) => code);
  const cells = [...read('errors.md').matchAll(/^\| (`[A-Z_`, ]+) \|/gm)].map(([, cell = '']) => cell);
  const documented = cells.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code));
  expect(documented.toSorted()).toEqual(codes.toSorted());
});

test('the stack is known by its description', () => {
  expect(readAssembly(testAssembly()).map(({ template }) => template.Description)).toEqual([STACK_DESCRIPTION]);
});

describe('the tour', () => {
  const tour = read('tour.md');
  /** What is in backticks and has a folder in it, or ends like a file. */
  const paths = [...tour.matchAll(/`([\w.-]+\/[\w./-]*|[\w-]+\.(?:ts|json|md))`/g)].map(([, path = '']) => path);

  test('has twelve files, in order', () => {
    const numbers = [...tour.matchAll(/^\| (\d+) \| `[\w./-]+\.ts` \| .+ \|$/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  test('names files and folders that exist', () => {
    expect(paths.length).toBeGreaterThan(30);
    for (const path of paths) expect([path, isThere(path)]).toEqual([path, true]);
  });

  test('draws every label of the ledger', () => {
    const labels = [
      storedLabel('version'),
      ...LABELS.map((label) => label(0, 'version').replace(/\d{8}T\d{6}Z/, 'time')),
    ];
    for (const label of [...labels, begunLabel(0, 'attempt', 'version').replace(/\d{8}T\d{6}Z/, 'time')]) {
      expect(tour).toContain(label);
    }
  });
});

test.each(['tour.md', 'alternatives.md', 'errors.md'])('%s links to pages that exist', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
  for (const link of links) expect([link, isThere(`docs/${link}`)]).toEqual([link, true]);
});
