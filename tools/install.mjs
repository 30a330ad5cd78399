// Installs the locked dependencies when they are missing or older than the lock. It runs before `npm start` and
// `npm test`, with whatever Node the machine has; what comes after it runs on the Node 24 that the lock brings.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_NEEDED = 24;

if (!isInstalled()) await install();
checkNode();

function isInstalled() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

async function install() {
  console.error('Installing the dependencies (once, about a minute) …');
  const npm = process.env.npm_execpath;
  const [command, ...start] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const installing = spawn(command, [...start, 'ci'], { cwd: root, stdio: ['ignore', 2, 2] });
  // Whoever ends this ends the installation.
  process.once('SIGTERM', () => installing.kill());
  const [status] = /** @type {[number | null]} */ (await once(installing, 'exit'));
  if (status !== 0) {
    console.error('The dependencies could not be installed; npm says why above.');
    process.exit(status ?? 1);
  }
}

/** The lock brings Node 24 for Linux; elsewhere the machine's own Node has to be new enough. */
function checkNode() {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(own) || Number(process.versions.node.split('.')[0]) >= NODE_NEEDED) return;
  console.error(`Node ${NODE_NEEDED} or newer is needed on this system, and this is ${process.version}.`);
  console.error('Install it from https://nodejs.org, or with your version manager: the file .nvmrc names the version.');
  process.exit(1);
}
