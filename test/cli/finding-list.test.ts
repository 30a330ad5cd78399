import { expect, test } from '@jest/globals';
import { findingList } from '../../cli/findings/finding-list.ts';
import type { Finding } from '../../cli/findings/finding.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 60 * 60 * 1000;
const list = (findings: readonly Finding[]) => findingList(findings, NOW, { hasColours: false });
const down = (client: string, hoursAgo: number): Finding => ({
  id: 'api-down',
  client,
  what: 'It answers with status 503.',
  since: NOW - hoursAgo * HOUR,
  command: 'tokens doctor',
});

test('one cause is one finding, however many clients it has, and as old as its first', () => {
  expect(list(Array.from({ length: 40 }, (_, index) => down(`c${index}`, (index % 3) + 1)))).toBe(
    '40 clients: It answers with status 503. Since 2026-11-24 09:00 UTC, 3 h ago. [api-down]\n    tokens doctor',
  );
});

test('few clients are named', () => {
  expect(list([down('acme', 1), down('globex', 1)])).toMatch(/^acme, globex: It answers/);
});

test('one trouble of several clients has the command of each', () => {
  const off = (client: string): Finding => ({ id: 'rotation-off', client, what: 'Off.', command: `resume ${client}` });
  expect(list([off('acme'), down('acme', 1), off('globex')])).toBe(
    [
      'acme, globex: Off. [rotation-off]',
      '    resume acme',
      '    resume globex',
      'acme: It answers with status 503. Since 2026-11-24 11:00 UTC, 1 h ago. [api-down]',
      '    tokens doctor',
    ].join('\n'),
  );
});
