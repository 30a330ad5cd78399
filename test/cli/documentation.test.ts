import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { FINDING_IDS } from '../../cli/findings/finding.ts';
import { buildProgram } from '../../cli/program.ts';
import { processTerminal } from '../../cli/terminal/terminal.ts';
import { STACK_DESCRIPTION } from '../../infra/stack-description.ts';
import { readAssembly } from '../../sandbox/stack/assembly.ts';
import { testAssembly } from '../support/assembly.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

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

test('the stack is known by its description', () => {
  expect(readAssembly(testAssembly()).map(({ template }) => template.Description)).toEqual([STACK_DESCRIPTION]);
});
