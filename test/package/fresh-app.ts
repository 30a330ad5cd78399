import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, mustRun, run } from './run.ts';

/** The oldest compiler line that knows how a CommonJS file imports an ES module is 5.8. */
const TYPESCRIPT = 'typescript@5';

const PACKAGE = 'click2mail-token-rotation';

interface Manifest {
  readonly peerDependencies: Readonly<Record<string, string>>;
}

interface InstalledPackages {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean; readonly license?: string }>>;
}

/** A CDK app of somebody else's in a folder of its own, which has the package from its tarball. */
export class FreshApp {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    cpSync(join(import.meta.dirname, 'app'), folder, { recursive: true });
    cpSync(join(import.meta.dirname, 'commonjs'), join(folder, 'commonjs'), { recursive: true });
  }

  /** Installs the package with the oldest CDK that it takes. */
  install(tarball: string, { peerDependencies: peers }: Manifest): void {
    const oldest = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${peers[name]?.replace('^', '')}`);
    this.#npm('install', tarball, ...oldest);
    this.#npm('install', '--save-dev', TYPESCRIPT, '@types/node@20');
    const { packages } = this.#installed();
    const entries = Object.entries(packages);
    const scripted = entries.filter(([, { hasInstallScript = false }]) => hasInstallScript).map(([path]) => path);
    assert.deepEqual(scripted, [], 'Packages run scripts when they are installed.');
    const strict = entries.filter(([, { license = '' }]) => license.startsWith('AGPL')).map(([path]) => path);
    assert.deepEqual(strict, [], 'Packages under the AGPL are installed, and nobody asked for them.');
  }

  /** Installs the package that evaluates policies, which is the user's own decision. */
  installEvaluator(version: string): void {
    this.#npm('install', '--save-dev', `@cloud-copilot/iam-simulate@${version}`);
  }

  /** Checks the app's types as ES modules, for a bundler, and as CommonJS, and compiles it. */
  compile(): void {
    const tsc = join(this.folder, 'node_modules', 'typescript', 'bin', 'tsc');
    for (const project of ['.', 'tsconfig.bundler.json', 'commonjs']) {
      mustRun(process.execPath, [tsc, '-p', project], { cwd: this.folder });
    }
    const guard = `./node_modules/${PACKAGE}/dist/sandbox/lambda/environments/preload/loopback-only.mjs`;
    writeFileSync(
      join(this.folder, 'offline.mjs'),
      `import { refuseAllButLoopback } from '${guard}';\nrefuseAllButLoopback();\n`,
    );
  }

  /** Runs a program of the app, which reaches nothing but this machine. @throws Error when it fails */
  runOffline(
    node: string,
    program: string,
    words: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): string {
    return mustRun(node, ['--import', './offline.mjs', program, ...words], { cwd: this.folder, env });
  }

  /** Runs a command of the package. */
  runCommand(node: string, name: string, ...words: string[]): Ended {
    return run(node, [join(this.folder, 'node_modules', '.bin', name), ...words], { cwd: this.folder });
  }

  /** The template of a stack, as it was synthesised into a folder. */
  template(assembly: string, stack: string): unknown {
    return JSON.parse(readFileSync(join(this.folder, assembly, `${stack}.template.json`), 'utf8'));
  }

  #installed(): InstalledPackages {
    const lock = readFileSync(join(this.folder, 'node_modules', '.package-lock.json'), 'utf8');
    return JSON.parse(lock) as InstalledPackages;
  }

  #npm(...words: string[]): void {
    mustRun('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: this.folder });
  }
}
