import { describe, expect, test } from '@jest/globals';
import { scheduleExpression } from '../../infra/rotation-schedule.ts';
import { MONTHLY, parseRotationRate } from '../../infra/settings/rotation-rate.ts';
import { acmeWith, cdkContext, resources, synthesise } from './synthesised-stack.ts';

const monthly = (client: string) => scheduleExpression(MONTHLY, client);

describe('a monthly rotation', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `client-${index}`);
  const times = names.map((name) => /^cron\(0 (\d+) (\d+) \* \? \*\)$/.exec(monthly(name))!.slice(1).map(Number));
  const counts = (values: readonly number[]) => Object.values(Object.groupBy(values, String)).map((one) => one!.length);

  test('spreads a thousand clients over all hours of the day, with no rush', () => {
    const hours = times.map(([hour]) => hour!);
    expect([Math.min(...hours), Math.max(...hours), new Set(hours).size]).toEqual([0, 23, 24]);
    // 42 on average.
    expect(Math.max(...counts(hours))).toBeLessThan(75);
    expect(Math.min(...counts(hours))).toBeGreaterThan(15);
  });

  test('spreads them over the days that every month has, with no rush', () => {
    const days = times.map(([, day]) => day!);
    expect([Math.min(...days), Math.max(...days), new Set(days).size]).toEqual([1, 28, 28]);
    // 36 on average.
    expect(Math.max(...counts(days))).toBeLessThan(65);
    expect(Math.min(...counts(days))).toBeGreaterThan(12);
  });

  test('uses nearly every hour of the month', () => {
    expect(new Set(times.map(String)).size).toBeGreaterThan(450);
  });

  test('is always the same for a name, and written into the schedule', () => {
    expect(monthly('acme')).toBe('cron(0 15 8 * ? *)');
    const template = synthesise({ clients: { acme: acmeWith({ rotateEvery: 'monthly' }) } });
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { ScheduleExpression: monthly('acme') },
    });
  });
});

test('a rate is the schedule itself', () => {
  expect(scheduleExpression(parseRotationRate('rate(12 hours)'), 'acme')).toBe('rate(12 hours)');
});

test('the schedules keep their logical ids: a secret takes no second one, and a renamed one turns rotation off', () => {
  const clients = { ...cdkContext.click2mail.clients, 'acme-eu': acmeWith({ rotateEvery: 'monthly' }) };
  const ids = resources(synthesise({ clients }))
    .filter(({ Type }) => Type === 'AWS::SecretsManager::RotationSchedule')
    .map(({ id }) => id);
  expect(ids).toEqual([
    'acmeTokenSecretRotationScheduleC5DA3546',
    'globexTokenSecretRotationScheduleFDCF8936',
    'initechTokenSecretRotationSchedule49907D66',
    'acmeeuTokenSecretRotationSchedule89E31224',
  ]);
});
