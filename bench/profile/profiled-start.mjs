// Loads a bundle whose modules say when their bodies begin, has it answer once, and tells how much processor time had
// been taken when, which of Node's own modules came when, and which parts of the bundle never ran.
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';

const [file = '', event = '{}', context = '{}', isCovered = ''] = process.argv.slice(2);

// Node keeps a list of what it has loaded of its own.
const { moduleLoadList } = /** @type {{ moduleLoadList: string[] }} */ (/** @type {unknown} */ (process));

const session = new Session();
if (isCovered !== '') {
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}

// Every function speaks over https: what that needs is the floor.
process.getBuiltinModule('node:http');
process.getBuiltinModule('node:https');

/** @type {{ module: string, cpuMs: number, loaded: number }[]} */
const marks = [];
/** @param {string} module */
const mark = (module) => void marks.push({ module, cpuMs: processorMs(), loaded: moduleLoadList.length });
Object.assign(globalThis, { mark });

mark('begun');
const { handler } = /** @type {{ handler: (event: unknown, context: object) => Promise<unknown> }} */ (
  await import(file)
);
mark('ready');
const surroundings = /** @type {object} */ (JSON.parse(context));
await handler(JSON.parse(event), { ...surroundings, getRemainingTimeInMillis: () => 300_000 });
mark('answered');

/** @type {unknown} */
let coverage = [];
if (isCovered !== '') {
  session.post('Profiler.takePreciseCoverage', (_, { result }) => {
    coverage = result.find(({ url }) => url.endsWith(file))?.functions;
  });
}
writeSync(3, JSON.stringify({ marks, moduleLoadList, coverage }));
process.exit(0);

function processorMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
