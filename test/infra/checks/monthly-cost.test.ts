import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type CostedTemplate, monthlyCost, monthlyCostText } from '../../../infra/checks/monthly-cost.ts';
import { PRICES } from '../../../infra/checks/prices.ts';
import { readSettings } from '../../../infra/settings/settings.ts';
import { fleet } from '../fleet.ts';
import { acmeWith, cdkContext, type Json, synthesiseAll } from '../synthesised-stack.ts';

const itemsOf = (settings: Json) => {
  const templates = [...synthesiseAll(settings).values()].map((template) => template.toJSON() as CostedTemplate);
  return monthlyCost(readSettings(settings), templates);
};

const costOf = (settings: Json) =>
  new Map(itemsOf(settings).map((item) => [item.what, { ...item, count: Number.parseInt(item.amount) }]));

describe('the cost of a month', () => {
  const only = (changes: Json = {}, more: Json = {}) => costOf({ clients: { acme: acmeWith(changes) }, ...more });

  test('of keys, secrets, metrics and alarms is their number times the price', () => {
    const costs = costOf(cdkContext.click2mail);
    expect(costs.get('keys')?.dollars).toBeCloseTo(2 * PRICES.kms.keyMonth);
    expect(costs.get('secrets')?.dollars).toBeCloseTo(4 * PRICES.secretsManager.secretMonth);
    // The last is the clocks' difference, which every question to the API tells.
    expect(costs.get('metrics')?.dollars).toBeCloseTo((11 + 3 + 3 * 2 + 1) * PRICES.cloudWatch.metricMonth);
  });

  test.each([
    ['1h', 1],
    ['4h', 1 / 4],
    ['never', 0],
  ])('of metrics counts only the hours in which they are written: a question every %s', (checkEvery, hours) => {
    const metrics = only({}, { checkEvery }).get('metrics')?.dollars;
    expect(metrics).toBeCloseTo((11 + 2 + hours) * PRICES.cloudWatch.metricMonth);
  });

  test('counts a replica as a secret, and every key again after its first rotation and its second', () => {
    const costs = costOf({
      ...cdkContext.click2mail,
      stacks: 2,
      signingKeys: 'shared',
      alarms: { email: 'on-call@example.com' },
      replicaRegions: [{ region: 'eu-west-1' }],
    });
    expect(costs.get('secrets')?.count).toBe(3 * 2 + 1);
    // Of each stack, one for secrets and one for its topic; KMS does not rotate those that sign:
    // https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    expect(costs.get('keys')?.addedByRotations).toBe(2 * (2 + 2));
  });

  test('of calls: 2880 sweeps with two calls of Secrets Manager and two of KMS, and one rotation', () => {
    const costs = only();
    expect(costs.get('calls')?.count).toBe(2880 * 4 + 7 + 3);
    const dollars = ((2880 * 2 + 7) * 0.05 + (2880 * 2 + 3) * 0.03 + 2 * 0.03) / 10_000;
    expect(costs.get('calls')?.dollars).toBeCloseTo(dollars, 6);
  });

  test('has more calls with shorter intervals, and dearer signatures with other keys', () => {
    const calls = (settings: ReturnType<typeof only>) => settings.get('calls')?.dollars ?? 0;
    expect(calls(only({}, { sweepEvery: '5m' }))).toBeGreaterThan(2.9 * calls(only()));
    expect(calls(only({ rotateEvery: 'rate(1 day)' }))).toBeGreaterThan(calls(only()));
    const often = { rotateEvery: 'rate(1 day)' };
    const difference = calls(only({ ...often, assertion: { algorithm: 'ES256' } })) - calls(only(often));
    expect(difference).toBeCloseTo((60 * (0.15 - 0.03)) / 10_000, 6);
  });

  test('grows with the logs that are kept', () => {
    const functions = (logRetentionDays: number) => only({}, { logRetentionDays }).get('functions')?.dollars ?? 0;
    expect(functions(365)).toBeGreaterThan(functions(30));
  });

  test('of 250 clients over 7 stacks is less than four dollars a client', () => {
    const items = itemsOf({ stacks: 7, clients: fleet(250) });
    expect(items.reduce((sum, { dollars }) => sum + dollars, 0) / 250).toBeLessThan(4);
  });

  test('is told as a table with the sum at its end, and the sum after two years', () => {
    const items = itemsOf(cdkContext.click2mail);
    const lines = monthlyCostText(items).split('\n');
    expect(lines[0]).toBe('Cost in US dollars a month, in us-east-1 and without any free tier:');
    expect(lines.slice(1, -2).map((line) => line.trim().split(/\s+/)[0])).toEqual(items.map(({ what }) => what));
    const total = items.reduce((sum, { dollars }) => sum + dollars, 0);
    // The keys that sign are rotated by nobody, the stack's encryption key is.
    expect(lines.slice(-2)).toEqual([
      expect.stringMatching(new RegExp(`^ {2}in all +${total.toFixed(2)} {2}without vends$`)),
      expect.stringMatching(new RegExp(`^ {2}in 2 years +${(total + 2).toFixed(2)} {2}when KMS has rotated`)),
    ]);
  });
});

describe('the README says what a month costs', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const { click2mail } = cdkContext;
  const sumOf = (settings: Json, key: 'dollars' | 'addedByRotations') =>
    itemsOf(settings)
      .reduce((sum, item) => sum + (item[key] ?? 0), 0)
      .toFixed(2);

  test.each([
    ['one', { clients: { acme: click2mail.clients.acme } }],
    ['the three of [cdk.json](cdk.json), with consumers', click2mail],
  ])('for %s', (clients, settings) => {
    const costs = ['full', 'essential', 'none'].map((monitoring) => sumOf({ ...settings, monitoring }, 'dollars'));
    expect(page).toContain(`\n| ${clients} | ${costs.join(' | ')} |`);
    expect(page).toContain(
      `\n${sumOf(settings, 'addedByRotations')} more, when KMS has rotated the encryption key twice`,
    );
  });
});
