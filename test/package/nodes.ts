import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './run.ts';

/** Every line of Node that the package is for. */
const VERSIONS = [20, 22, 24];

/**
 * Gets Node in every version that counts, from npm.
 * @returns paths of the programs by version
 */
export function installNodes(folder: string): ReadonlyMap<number, string> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const name = `node-${process.platform}-${process.arch}`;
  const aliases = VERSIONS.map((version) => `node${version}@npm:${name}@${version}`);
  mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...aliases], {
    cwd: folder,
  });
  return new Map(VERSIONS.map((version) => [version, join(folder, 'node_modules', `node${version}`, 'bin', 'node')]));
}
