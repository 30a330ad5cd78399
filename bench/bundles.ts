import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync, type Metafile } from 'esbuild';
import type { FunctionSettings } from '../functions/lambda/settings.ts';
import { FunctionBundles } from '../infra/function-bundles.ts';
import { vendorSettings } from '../infra/function-settings.ts';
import { readSettings } from '../infra/settings/settings.ts';

/** The functions of a stack, by the names of their folders. */
export const FUNCTIONS = [
  'rotate-by-assertion',
  'rotate-by-client-secret',
  'rotate-by-short-term-token',
  'issue-by-otp',
  'revoke-superseded-tokens',
  'vend-short-term-token',
] as const;

export type FunctionName = (typeof FUNCTIONS)[number];

type PeerName = FunctionName | 'empty' | 'empty-middy' | 'middy-with-record';

/** A handler, bundled. */
export interface Bundle {
  /** The module that exports the handler. */
  readonly file: string;
  /** Bytes that are deployed, settings aside. */
  readonly bytes: number;
  /** The same, each file compressed by itself. */
  readonly gzippedBytes: number;
  /** Bytes of what the handler's module imports before it can run, and that again: what a cold start reads. */
  readonly eagerBytes: number;
  /** Bytes by package, largest first; our own code is `functions`. */
  readonly packages: readonly (readonly [name: string, bytes: number])[];
}

const PROJECT = join(import.meta.dirname, '..');
const STACK = 'Bench';

const CLIENT = { scopes: ['jobs:submit', 'templates:read'], rotateEvery: 'rate(30 days)', grace: '2h' };

/** Settings under which the functions run here: one client of each grant, and one consumer. */
export const BENCH_SETTINGS = {
  clients: {
    acme: { clientId: 'c2m_acme', ...CLIENT },
    globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
    initech: {
      clientId: 'c2m_initech',
      ...CLIENT,
      scopes: [...CLIENT.scopes, 'tokens:write'],
      grant: 'short-term-token',
    },
  },
  consumers: { 'mail-merge': { client: 'acme', scopes: CLIENT.scopes } },
};

/** The bundles of a run, each made once. */
export class Bundles {
  readonly #folder: string;
  readonly #deployed = new Map<FunctionName, Bundle>();
  readonly #peers = new Map<PeerName, Bundle>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A function as it is deployed. */
  deployed(name: FunctionName): Bundle {
    const bundle = this.#deployed.get(name) ?? deployedBundle(name, this.#folder);
    this.#deployed.set(name, bundle);
    return bundle;
  }

  /** A function whose settings have this API, which deployment would refuse: it is on this machine. */
  deployedFor(apiBaseUrl: string, name: FunctionName): Bundle {
    const bundle = this.deployed(name);
    const path = join(dirname(bundle.file), 'settings.json');
    const { clients, ...others } = JSON.parse(readFileSync(path, 'utf8')) as FunctionSettings;
    const redirected = Object.entries(clients).map(([client, settings]) => [client, { ...settings, apiBaseUrl }]);
    writeFileSync(path, JSON.stringify({ ...others, clients: Object.fromEntries(redirected) as object }));
    return bundle;
  }

  /** The usual way of a function, or one that does nothing: minified, as one file, by the same bundler. */
  peer(name: PeerName): Bundle {
    const bundle = this.#peers.get(name) ?? peerBundle(name, join(this.#folder, 'peers', name));
    this.#peers.set(name, bundle);
    return bundle;
  }
}

function deployedBundle(name: FunctionName, folder: string): Bundle {
  new FunctionBundles(folder).codeOf(name, STACK, vendorSettings(readSettings(BENCH_SETTINGS), 1));
  const metafile = JSON.parse(readFileSync(join(folder, `${name}.meta.json`), 'utf8')) as Metafile;
  return described(join(folder, STACK, name), metafile);
}

function peerBundle(name: PeerName, outdir: string): Bundle {
  mkdirSync(outdir, { recursive: true });
  const { metafile } = buildSync({
    entryPoints: { index: join(PROJECT, 'bench', 'peers', `${name}.ts`) },
    outdir,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: PROJECT,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return described(outdir, metafile);
}

function described(folder: string, { outputs }: Metafile): Bundle {
  const modules = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  const contents = modules.map((name) => readFileSync(join(folder, name)));
  const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0);
  const shares = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(path);
      shares.set(name, (shares.get(name) ?? 0) + bytesInOutput);
    }
  }
  return {
    file: join(folder, 'index.mjs'),
    bytes: total(contents.map(({ length }) => length)),
    gzippedBytes: total(contents.map((content) => gzipSync(content).length)),
    eagerBytes: total(eagerOutputs(outputs).map(({ bytes }) => bytes)),
    packages: [...shares].toSorted(([, a], [, b]) => b - a),
  };
}

function packageOf(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'functions';
}

function eagerOutputs(outputs: Metafile['outputs']): Metafile['outputs'][string][] {
  const entry = Object.keys(outputs).find((path) => path.endsWith('/index.mjs'));
  const reached = new Set(entry === undefined ? [] : [entry]);
  for (const path of reached) {
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) reached.add(imported);
    }
  }
  return [...reached].flatMap((path) => outputs[path] ?? []);
}
