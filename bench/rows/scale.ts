import { figure } from '../figures.ts';
import { tableOf } from '../markdown.ts';
import type { Row, RowOptions, RowResult } from '../result.ts';
import { LIMIT_A_MINUTE, type Load, type Scale, vendAtScale } from '../scale/vending-at-scale.ts';
import { vendingCost } from '../scale/vending-cost.ts';

const ENVIRONMENTS = [1, 10, 100, 1000, 10_000];
const CONSUMERS = [1, 4];
const MILLIONS = [1, 10, 100];

/** What vending asks of the API and of AWS, by how many environments and consumers there are. */
export const scaleRow: Row = { name: 'scale', title: 'Vending at scale', run };

async function run({ isQuick, tell }: RowOptions): Promise<RowResult> {
  const loads: (readonly [Scale, Load])[] = [];
  for (const environments of isQuick ? ENVIRONMENTS.slice(0, 3) : ENVIRONMENTS) {
    for (const consumers of CONSUMERS) {
      tell(`vending from ${environments} environments to ${consumers} consumers`);
      const scale = { environments, consumers };
      loads.push([scale, await vendAtScale(scale)]);
    }
  }
  return { measures: [], charts: [], tables: [loadTable(loads), costTable(loads)] };
}

function loadTable(loads: readonly (readonly [Scale, Load])[]): string {
  const heads = [
    'environments × consumers of a client',
    'exchanges a minute',
    'secret reads a minute',
    'exchanges in the first minute',
    `refused by a limit of ${LIMIT_A_MINUTE}`,
    'choose',
  ];
  const rows = loads.map(([scale, { exchangesAMinute, readsAMinute, exchangesAtFirst, refused }]) => [
    `${figure(scale.environments)} × ${scale.consumers}`,
    figure(exchangesAMinute),
    figure(readsAMinute),
    figure(exchangesAtFirst),
    refused === 0 ? 'none' : `${figure(refused * 100)} % of vends`,
    choice(scale, exchangesAtFirst),
  ]);
  return tableOf(heads, rows);
}

/** So many environments can begin at once without one being told to wait. */
function choice({ consumers }: Scale, exchangesAtFirst: number): string {
  return exchangesAtFirst <= LIMIT_A_MINUTE ? '' : `\`vendorConcurrency\`: ${Math.floor(LIMIT_A_MINUTE / consumers)}`;
}

function costTable(loads: readonly (readonly [Scale, Load])[]): string {
  const heads = ['US dollars a month', ...MILLIONS.map((millions) => `${millions} million vends`)];
  const rows = loads.map(([{ environments, consumers }, load]) => [
    `${figure(environments)} × ${consumers}`,
    ...MILLIONS.map((millions) => figure(vendingCost(millions * 1e6, load))),
  ]);
  return tableOf(heads, rows);
}
