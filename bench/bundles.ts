import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, buildSync, type Metafile } from 'esbuild';
import type { FunctionSettings } from '../functions/lambda/settings.ts';
import { BUNDLING } from '../infra/bundling/bundle-functions.ts';
import type { FunctionCode } from '../infra/constructs/function-code.ts';
import { functionBundles } from '../infra/bundling/function-bundles.ts';
import { type FunctionName, rotatorOf, VENDOR } from '../infra/function-names.ts';
import { vendorSettings } from '../infra/function-settings.ts';
import { readSettings } from '../infra/settings/settings.ts';
import { type Bundle, bundleIn } from './bundle.ts';

/** Those that have a peer: the same job as documentation shows it. */
const COMPARED = [VENDOR, rotatorOf('assertion')] as const;

type ComparedFunction = (typeof COMPARED)[number];

export function hasPeer(name: FunctionName): name is ComparedFunction {
  return COMPARED.some((compared) => compared === name);
}

const PROJECT = join(import.meta.dirname, '..');
const STACK = 'Bench';

const CLIENT = { scopes: ['jobs:submit', 'templates:read'], rotateEvery: 'rate(30 days)', grace: '2h' };

/** Settings under which the functions run here: one client of each grant, and one consumer. */
export const BENCH_SETTINGS = {
  clients: {
    acme: { clientId: 'c2m_acme', ...CLIENT, assertion: { keyId: 'bench' } },
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
  readonly #codeOf: FunctionCode;
  readonly #made = new Map<string, Bundle>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#codeOf = functionBundles(folder);
  }

  /** A function as it is deployed. */
  deployed(name: FunctionName): Bundle {
    return this.#once(name, () => {
      this.#codeOf(name, STACK, vendorSettings(readSettings(BENCH_SETTINGS), 1));
      const metafile = JSON.parse(readFileSync(join(this.#folder, `${name}.meta.json`), 'utf8')) as Metafile;
      return bundleIn(join(this.#folder, STACK, name), metafile);
    });
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

  /** The peer of a function, or the one that does nothing: minified, as one file, by the same bundler. */
  peer(name: ComparedFunction | 'empty'): Bundle {
    return this.#once(`peers/${name}`, () => peerBundle(name, join(this.#folder, 'peers', name)));
  }

  /** The least that makes the calls of a first vend by the AWS SDK and got, and is without all that ours is without. */
  async bothCalls(): Promise<Bundle> {
    const options = optionsOf('both-calls', join(this.#folder, 'peers', 'both-calls'));
    const { metafile } = await build(options);
    return bundleIn(options.outdir, metafile);
  }

  #once(name: string, make: () => Bundle): Bundle {
    const bundle = this.#made.get(name) ?? make();
    this.#made.set(name, bundle);
    return bundle;
  }
}

function peerBundle(name: string, outdir: string): Bundle {
  const { metafile } = buildSync({
    ...optionsOf(name, outdir),
    // What is ours is left out.
    plugins: [],
    define: {},
    inject: [],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  return bundleIn(outdir, metafile);
}

const optionsOf = (name: string, outdir: string) =>
  ({ ...BUNDLING, entryPoints: { index: join(PROJECT, 'bench', 'peers', `${name}.ts`) }, outdir }) as const;
