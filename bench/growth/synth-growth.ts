import { synthesised } from '../bench-sandbox.ts';
import type { RowOptions, RowResult } from '../result.ts';
import { counted, slopeOf } from '../summary.ts';

const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '2h' };

/** Clients are spread over stacks by their names, never quite evenly: this many fit, however they fall. */
const CLIENTS_IN_A_STACK = 20;

/** Synthesis with more and more clients. */
export function growthOfSynth({ isQuick, folder, tell }: RowOptions): RowResult {
  const points = (isQuick ? [1, 2] : [1, 10, 50, 250]).map((clients) => {
    tell(`synthesis with ${clients} clients`);
    return [clients, secondsOf(clients, folder)] as const;
  });
  const bars = points.map(
    ([clients, seconds]) => [clients === 1 ? '1 client' : `${clients} clients`, seconds] as const,
  );
  return {
    measures: [{ what: 'synthesis: time by clients', unit: 'slope', ours: counted(slopeOf(points)) }],
    charts: [{ title: 'Synthesis', unit: 's', bars }],
  };
}

function secondsOf(count: number, folder: string): number {
  const clients = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`client-${index}`, { clientId: `c2m_${index}`, ...CLIENT }]),
  );
  const begun = performance.now();
  synthesised({ clients, stacks: Math.ceil(count / CLIENTS_IN_A_STACK) }, folder);
  return (performance.now() - begun) / 1000;
}
