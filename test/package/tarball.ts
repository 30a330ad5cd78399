import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mustRun } from './run.ts';

const MOST_BYTES = 3_000_000;

/** Behind `from`, in `import('…')`, or alone behind `import`: a package, with what is taken of it. */
const IMPORT = /(?:^(?:import|export)\b[^'"\n]*?\bfrom|^import|\bimport\()\s*['"]((?!\.|node:)(?:@[\w-]+\/)?[\w.-]+)/gm;

/** Checks that users get what the modules import, and nothing else. The bundles import nothing. */
export function checkDependencies(root: string): void {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: object;
    readonly peerDependencies: object;
  };
  const dist = join(root, 'dist');
  const modules = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  const imported = modules.flatMap((name) =>
    [...readFileSync(join(dist, name), 'utf8').matchAll(IMPORT)].map(([, imports = '']) => imports),
  );
  const asked = new Set([...imported, '@cloud-copilot/iam-simulate']);
  const offered = [dependencies, peerDependencies].flatMap((some) => Object.keys(some));
  assert.deepEqual([...asked].toSorted(), offered.toSorted());
}

/**
 * Builds and packs the package.
 * @returns path of the tarball
 */
export function pack(root: string, folder: string): string {
  mustRun('npm', ['pack', '--pack-destination', folder], { cwd: root });
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  assert.ok(name, 'npm packed nothing.');
  return join(folder, name);
}

/** Looks at what a tarball holds: it is small, and has nothing that users do not need. */
export function checkContents(tarball: string): void {
  const { size } = statSync(tarball);
  assert.ok(size < MOST_BYTES, `The tarball has ${size} bytes, and ${MOST_BYTES} is the most.`);
  const listed = mustRun('tar', ['-tzf', tarball], { cwd: dirname(tarball) });
  const paths = listed.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/^package\//, '')]));
  const strangers = paths.filter(
    (path) => !/^(dist\/|(package\.json|README|LICENSE|CHANGELOG|SECURITY)[^/]*$)/.test(path),
  );
  assert.deepEqual(strangers, [], 'The tarball holds what users do not need.');
  const sources = paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
  assert.deepEqual([...sources, ...paths.filter((path) => /\btests?\b/.test(path))], [], 'It holds sources or tests.');
  process.stdout.write(`  ${basename(tarball)}: ${size} bytes, ${paths.length} files\n`);
}
