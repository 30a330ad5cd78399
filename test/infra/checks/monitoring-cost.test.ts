import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { monitoringCost, monitoringCostText } from '../../../infra/checks/monitoring-cost.ts';
import { type CostedTemplate, monthlyCost, watchedIn } from '../../../infra/checks/monthly-cost.ts';
import { readSettings } from '../../../infra/settings/settings.ts';
import { fleet } from '../fleet.ts';
import { acmeWith, cdkContext, type Json, synthesiseAll } from '../synthesised-stack.ts';

const { click2mail } = cdkContext;
const templatesOf = (settings: Json) =>
  [...synthesiseAll(settings).values()].map((template) => template.toJSON() as CostedTemplate);

/** What is in the templates costs in all. */
const totalOf = (settings: Json): number =>
  monthlyCost(readSettings(settings), templatesOf(settings)).reduce((sum, { dollars }) => sum + dollars, 0);

/** What watching adds to it, as it is told. */
const toldOf = (settings: Json): number =>
  monitoringCost(readSettings(settings), watchedIn(readSettings(settings), templatesOf(settings)));

const email = { alarms: { email: 'on-call@example.com' } };
const CONFIGURATIONS: readonly [string, Json, Json][] = [
  ['cdk.json', click2mail, {}],
  ['one client without a vendor, who is never asked about', { clients: { acme: acmeWith() }, checkEvery: 'never' }, {}],
  ['two stacks, and an address that is told', { ...click2mail, stacks: 2 }, email],
];

describe.each(CONFIGURATIONS)('what it costs to watch: %s', (_, settings, told) => {
  const unwatched = totalOf({ ...settings, monitoring: 'none' });

  test.each(['full', 'essential'])('%s is what it adds to stacks that nobody watches', (monitoring) => {
    const watched = { ...settings, ...told, monitoring };
    expect(toldOf(watched)).toBeCloseTo(totalOf(watched) - unwatched, 6);
  });

  test('none is nothing', () => {
    expect(toldOf({ ...settings, monitoring: 'none' })).toBe(0);
  });
});

test('with what wakes somebody alone it is as much for forty clients as for one', () => {
  const essential = (clients: Json) => toldOf({ clients, monitoring: 'essential' });
  expect(essential(fleet(40))).toBe(essential({ acme: acmeWith() }));
});

test('of the example is what docs/deployment.md says', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/deployment.md'), 'utf8');
  for (const monitoring of ['full', 'essential', 'none']) {
    expect(page).toContain(`\n| \`${monitoring}\` | ${toldOf({ ...click2mail, monitoring }).toFixed(2)} |`);
  }
});

test('is told of all three levels, in order of their price, whichever is set', () => {
  const settings = readSettings({ ...click2mail, monitoring: 'essential' });
  const text = monitoringCostText(settings, { stacks: 1, vendors: 1, clients: 3 });
  expect(text.split('\n')).toEqual([
    'Of that, what it costs to watch the stacks, by the setting monitoring:',
    '  full            12.80',
    '  essential        1.30  as it is set',
    '  none             0.00',
  ]);
});
