import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SERVED_OPERATIONS } from '../../sandbox/served-operations.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'sandbox.md');

test('docs/sandbox.md lists every operation that is served, by service', () => {
  const rows = Object.entries(SERVED_OPERATIONS)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([service, operations]) => `| \`${service}\` | ${operations.map((name) => `\`${name}\``).join(', ')} |`);
  const [, table] = /<!-- served operations.*-->\n([\s\S]*?)<!-- end/.exec(readFileSync(PAGE, 'utf8')) ?? [];
  expect(table).toBe(['', '| service | operations |', '| --- | --- |', ...rows, '', ''].join('\n'));
});

test.each(Object.entries(SERVED_OPERATIONS))('%s has operations, each once and in their order', (_service, names) => {
  expect(names).toEqual([...new Set(names)].toSorted());
  expect(names).not.toEqual([]);
});
