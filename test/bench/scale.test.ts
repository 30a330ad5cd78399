import { describe, expect, test } from '@jest/globals';
import { LIMIT_A_MINUTE, vendAtScale } from '../../bench/scale/vending-at-scale.ts';
import { vendingCost } from '../../bench/scale/vending-cost.ts';

describe('vending at scale', () => {
  test('asks the API as often as there are environments and lists of scopes, and reads the secret less', async () => {
    const alone = await vendAtScale({ environments: 1, consumers: 1 });
    const many = await vendAtScale({ environments: 20, consumers: 4 });
    expect(alone).toMatchObject({ exchangesAtFirst: 1, refused: 0 });
    expect(many).toMatchObject({ exchangesAtFirst: 80, refused: 0 });
    // A token of a quarter of an hour is exchanged when a quarter of its life is left.
    expect(many.exchangesAMinute).toBeGreaterThan(80 / 12);
    expect(many.exchangesAMinute).toBeLessThan(80 / 10);
    expect(many.readsAMinute).toBeLessThan(many.exchangesAMinute);
  });

  test('refuses none as long as all may begin within a minute, and some beyond', async () => {
    const [within, beyond] = [LIMIT_A_MINUTE, LIMIT_A_MINUTE + 1].map((environments) =>
      vendAtScale({ environments, consumers: 1 }),
    );
    expect((await within)?.refused).toBe(0);
    expect((await beyond)?.refused).toBeGreaterThan(0);
  });

  test('costs more with more vends, and with more environments', () => {
    const load = { exchangesAtFirst: 1, refused: 0, exchangesAMinute: 1, readsAMinute: 1 };
    const cost = (vends: number, times: number) =>
      vendingCost(vends, { ...load, exchangesAMinute: times, readsAMinute: times });
    expect(cost(1e6, 1)).toBeLessThan(cost(2e6, 1));
    expect(cost(1e6, 1)).toBeLessThan(cost(1e6, 2));
    expect(cost(0, 0)).toBe(0);
  });
});
