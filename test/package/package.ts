// What a user of the package does, from the tarball on: npm run test:package, with a tarball behind it for one that was
// packed before. Only npm is asked over the network.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FreshApp } from './fresh-app.ts';
import { installNodes } from './nodes.ts';
import { mustRun } from './run.ts';
import { checkContents, checkDependencies, pack } from './tarball.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  peerDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

const ANY_PORTS = ['--aws-port', '0', '--api-port', '0', '--console-port', '0', '--assembly'];
const EVALUATOR_MISSING =
  /^The sandbox evaluates policies with @cloud-copilot\/iam-simulate \(licence: AGPL-3\.0\), which is not installed: npm install --save-dev @cloud-copilot\/iam-simulate\.$/m;

const folder = mkdtempSync(join(tmpdir(), 'click2mail-package-'));
try {
  const [given] = process.argv.slice(2);
  const tarball = given === undefined ? step('Packing', () => pack(ROOT, folder)) : resolve(given);
  step('Looking at the tarball', () => checkContents(tarball));
  step('Comparing imports with dependencies', () => checkDependencies(ROOT));
  const nodes = step('Getting Node 20, 22 and 24', () => installNodes(join(folder, 'nodes')));
  const app = new FreshApp(join(folder, 'app'));
  step('Installing the package with the oldest CDK that it takes', () => app.install(tarball, manifest));
  step('Checking the types, and compiling', () => app.compile());
  for (const [version, node] of nodes) synthesise(version, node, app);
  step('Templates and assets are the same, whatever Node synthesised them', () => {
    const [first, ...others] = [...nodes.keys()].map((version) => app.template(`cdk.out-${version}`, 'Mail'));
    for (const other of others) assert.deepEqual(other, first);
  });
  step('Without the evaluator, one sentence says what to install', () => {
    const { status, output } = app.runCommand(process.execPath, 'click2mail-sandbox', ...ANY_PORTS, 'cdk.out-24');
    assert.notEqual(status, 0);
    assert.match(output, EVALUATOR_MISSING);
  });
  const evaluator = manifest.devDependencies['@cloud-copilot/iam-simulate'] ?? '';
  step('Installing the evaluator', () => app.installEvaluator(evaluator));
  for (const [version, node] of nodes) {
    step(`Node ${version}: rotating in the sandbox, thirty days, and reading a token`, () => {
      assert.match(app.runOffline(node, 'build/rotate.js', [`cdk.out-${version}`]), /^rotated$/m);
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function synthesise(version: number, node: string, app: FreshApp): void {
  assert.match(mustRun(node, ['--version'], { cwd: folder }), new RegExp(`^v${version}\\.`));
  step(`Node ${version}: synthesising without a network`, () => {
    app.runOffline(node, 'build/app.js', [], { CDK_OUTDIR: `cdk.out-${version}` });
    const refused = app.runOffline(node, 'commonjs/build/app.js', [], { CDK_OUTDIR: `cdk.out-commonjs-${version}` });
    assert.match(refused, /The options of Refused\/Click2Mail cannot be used:\n- clients\.acme\.grace: is too short/);
  });
  step(`Node ${version}: the commands tell what they do`, () => {
    for (const command of ['click2mail-tokens', 'click2mail-sandbox']) {
      const { status, output } = app.runCommand(node, command, '--help');
      assert.equal(status, 0, output);
      assert.match(output, /^Usage: /m);
    }
  });
}

function step<T>(what: string, work: () => T): T {
  process.stdout.write(`${what} …\n`);
  const from = performance.now();
  const result = work();
  process.stdout.write(`  ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
  return result;
}
