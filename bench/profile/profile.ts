import type { FunctionName } from '../../infra/function-names.ts';
import type { Bundles } from '../bundles.ts';
import { packageOf } from '../bundle.ts';
import { figure } from '../figures.ts';
import { interleaved } from '../interleaved.ts';
import { tableOf } from '../markdown.ts';
import type { StubServices } from '../stub-services.ts';
import { quantile } from '../summary.ts';
import { markedBundle, type MarkedBundle, ranOf } from './marked-bundle.ts';
import { type Mark, modulesOfNode, profiledStart, type ProfiledStart } from './profiled-start.ts';

interface Profiling {
  readonly bundles: Bundles;
  readonly services: StubServices;
  /** A folder of this run's own. */
  readonly folder: string;
  readonly rounds: number;
}

const KB = 1000;

/** Where the time until a function is ready goes, as Markdown: by part, by package, and by Node's own modules. */
export async function profileOf(name: FunctionName, profiling: Profiling): Promise<readonly string[]> {
  const { bundles, services, folder, rounds } = profiling;
  const deployed = bundles.deployedFor(`${services.origin}/v2`, name);
  const marked = await markedBundle(name, deployed, folder);
  const { whole, parts } = await interleaved({ whole: deployed, parts: marked }, rounds, (bundle) =>
    profiledStart(name, bundle, services),
  );
  const { coverage } = await profiledStart(name, marked, services, { isCovered: true });
  const bodies = bodiesOf(parts);
  const [start] = parts;
  return [
    partsTable(name, whole, [...bodies.values()].reduce(sum, 0), deployed.bytes),
    packagesTable(deployed.packages, bodies, sharesRun(marked, coverage)),
    start === undefined ? '' : modulesTable(start, marked),
  ];
}

const sum = (one: number, other: number) => one + other;
const cpuAt = (moment: string) => (start: ProfiledStart) =>
  start.marks.find(({ module }) => module === moment)?.cpuMs ?? 0;

/** Milliseconds of processor time that the bodies of each package's modules take: means, as the clock is coarse. */
function bodiesOf(starts: readonly ProfiledStart[]): Map<string, number> {
  const runs = starts.map(({ marks }) => {
    const taken = new Map<string, number>();
    const until = (index: number) => marks[index + 1]?.cpuMs ?? 0;
    marks.forEach(({ module, cpuMs }: Mark, index) => {
      if (['begun', 'ready', 'answered'].includes(module)) return;
      const name = packageOf(module);
      taken.set(name, (taken.get(name) ?? 0) + until(index) - cpuMs);
    });
    return taken;
  });
  const names = [...(runs[0]?.keys() ?? [])];
  return new Map(names.map((name) => [name, runs.map((taken) => taken.get(name) ?? 0).reduce(sum, 0) / runs.length]));
}

function partsTable(name: string, starts: readonly ProfiledStart[], bodiesMs: number, bytes: number): string {
  const [begun, ready, answered] = ['begun', 'ready', 'answered'].map((moment) =>
    quantile(starts.map(cpuAt(moment)), 0.5),
  );
  const [node, all, first] = [begun ?? 0, (ready ?? 0) - (begun ?? 0), (answered ?? 0) - (ready ?? 0)];
  return tableOf(
    [`${name}, processor time`, 'ms'],
    [
      ['Node itself, until node:https is there', figure(node)],
      [`reading, compiling and linking ${figure(bytes / KB)} KB`, figure(Math.max(0, all - bodiesMs))],
      ['the modules’ bodies, below', figure(bodiesMs)],
      ['the first answer', figure(first)],
    ],
  );
}

/** For each package, how many of its characters ran, from 0 to 1. */
function sharesRun(marked: MarkedBundle, coverage: ProfiledStart['coverage']): Map<string, number> {
  const totals = new Map<string, readonly [number, number]>();
  for (const [module, [length, ran]] of ranOf(marked, coverage)) {
    const [before, ranBefore] = totals.get(packageOf(module)) ?? [0, 0];
    totals.set(packageOf(module), [before + length, ranBefore + ran]);
  }
  return new Map([...totals].map(([name, [length, ran]]) => [name, ran / length]));
}

function packagesTable(
  packages: readonly (readonly [string, number])[],
  bodies: ReadonlyMap<string, number>,
  shares: ReadonlyMap<string, number>,
): string {
  const rows = packages.map(([name, bytes]) => [
    name,
    figure(bytes / KB),
    figure(((1 - (shares.get(name) ?? 1)) * bytes) / KB),
    figure(Math.max(0, bodies.get(name) ?? 0)),
  ]);
  return tableOf(['package', 'KB', 'of it never run, KB', 'bodies, ms'], rows);
}

function modulesTable(start: ProfiledStart, { metafile }: MarkedBundle): string {
  const askers = (module: string) => {
    if (['ready', 'answered'].includes(module)) return ['the first answer'];
    if (!module.startsWith('builtin-')) return [packageOf(module)];
    const importers = Object.entries(metafile.inputs).filter(([, { imports }]) =>
      imports.some(({ path }) => path === module),
    );
    return [...new Set(importers.map(([importer]) => packageOf(importer)))];
  };
  const rows = modulesOfNode(start).map(([name, module]) => [`\`${name}\``, askers(module).join(', ')]);
  return tableOf(['Node’s own module, beyond those of node:https', 'asked for by'], rows);
}
