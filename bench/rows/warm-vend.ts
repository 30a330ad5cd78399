import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { deployBeside } from '../bench-sandbox.ts';
import type { Bundle } from '../bundles.ts';
import { lambdaEnvironment } from '../fresh-process.ts';
import { functionEnvironment } from '../function-invocations.ts';
import { interleaved } from '../interleaved.ts';
import { atLeast, type Measure, type Row, type RowOptions, type RowResult } from '../result.ts';
import { type StubServices, startStubServices } from '../stub-services.ts';
import { quantile, summarised } from '../summary.ts';
import { WarmProcess, type WarmRun } from '../warm-process.ts';

const VENDOR = 'vend-short-term-token';

/** Row 3: vending a token that is kept. */
export const warmVendRow: Row = { number: 3, title: 'Warm vend of a kept token', run };

type Runs = Readonly<Record<'floor' | 'ours' | 'peer', readonly WarmRun[]>>;

/** What a record costs by itself is worth knowing where one is written each time. */
type RunsInProcess = Runs & Readonly<Record<'record', readonly WarmRun[]>>;

async function run(options: RowOptions): Promise<RowResult> {
  const runs = await inProcessRuns(options);
  const inProcess = measuresOf('in process', runs);
  const invoked = measuresOf('by Invoke', await invokedRuns(options));
  const [perSecond, ...latencies] = inProcess;
  return {
    measures: [
      { ...perSecond, ...goalOf(perSecond) } as Measure,
      besideFloor('vends, the floor recording each', runs.ours, runs.record),
      besideFloor('nothing but recorded', runs.record, runs.floor),
      ...latencies,
      ...invoked,
    ],
    notes: [
      'The floor in process is middy around nothing: it writes nothing. Each of our vends writes its usage record, about 700 characters; the peer ' +
        'keeps none. "Nothing but recorded" is a handler that only writes such a line: no vend with a record can be quicker. By Invoke, the floor ' +
        'is a function without anything.',
    ],
  };
}

function besideFloor(what: string, ours: readonly WarmRun[], floor: readonly WarmRun[]): Measure {
  const perSecond = (runs: readonly WarmRun[]) => summarised(runs.map((warmRun) => warmRun.perSecond));
  return { what: `in process: ${what}`, unit: '1/s', ours: perSecond(ours), floor: perSecond(floor) };
}

function goalOf({ ours, floor }: Measure | undefined = {} as Measure): Pick<Measure, 'goal'> {
  return floor === undefined ? {} : { goal: atLeast(0.7, 'floor', ours, floor) };
}

async function inProcessRuns({ isQuick, bundles, tell }: RowOptions): Promise<RunsInProcess> {
  tell('warm vends in process');
  const services = await startStubServices();
  const started = await Promise.all(
    [
      bundles.peer('empty-middy'),
      bundles.deployedFor(`${services.origin}/v2`, VENDOR),
      bundles.peer(VENDOR),
      bundles.peer('middy-with-record'),
    ].map((bundle) => warm(bundle, services, isQuick ? 200 : 3000)),
  );
  const [floor, ours, peer, record] = started as [WarmProcess, WarmProcess, WarmProcess, WarmProcess];
  try {
    return await interleaved(
      { floor: () => floor.run(), ours: () => ours.run(), peer: () => peer.run(), record: () => record.run() },
      isQuick ? 2 : 21,
    );
  } finally {
    await Promise.all(started.map((process) => process.stop()));
    await services.close();
  }
}

function warm({ file }: Bundle, services: StubServices, invocations: number): Promise<WarmProcess> {
  const environment = { ...lambdaEnvironment(file, services.origin), ...functionEnvironment(VENDOR, services) };
  return WarmProcess.start({ file, event: {}, environment, invocations });
}

async function invokedRuns({ isQuick, assembly, bundles, tell }: RowOptions): Promise<Runs> {
  tell('warm vends by Invoke');
  const sandbox = await startSandbox({ assembly: assembly() });
  const lambda = new LambdaClient({
    endpoint: sandbox.awsEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    const vendor = await vendorWithToken(sandbox);
    const [client] = sandbox.clients;
    deployBeside(sandbox, vendor, bundles.peer('empty'), { functionName: 'empty' });
    deployBeside(sandbox, vendor, bundles.peer(VENDOR), {
      functionName: 'peer',
      environment: {
        API_BASE_URL: sandbox.apiBaseUrl,
        TOKEN_SECRET_ARN: client?.secretArn ?? '',
        SCOPES: 'jobs:submit templates:read',
      },
    });
    const invocations = isQuick ? 5 : 100;
    const candidates = { floor: 'empty', ours: `${vendor}:mail-merge`, peer: 'peer' };
    for (const name of Object.values(candidates)) await invocationsOf(name, lambda, 1);
    const runsOf = (name: string) => () => invocationsOf(name, lambda, invocations);
    return await interleaved(
      { floor: runsOf(candidates.floor), ours: runsOf(candidates.ours), peer: runsOf(candidates.peer) },
      isQuick ? 1 : 9,
    );
  } finally {
    lambda.destroy();
    await sandbox.stop();
  }
}

async function vendorWithToken(sandbox: Sandbox): Promise<string> {
  const [client] = sandbox.clients;
  if (client === undefined) throw new Error('The stack has no client.');
  await sandbox.secretsManager.call(
    'RotateSecret',
    { SecretId: client.secretArn, ClientRequestToken: crypto.randomUUID() },
    sandbox.credentials.administrator.caller,
  );
  await sandbox.secretsManager.idle();
  const [consumer] = sandbox.consumers;
  return consumer?.functionName ?? '';
}

async function invocationsOf(FunctionName: string, lambda: LambdaClient, invocations: number): Promise<WarmRun> {
  const latencies: number[] = [];
  const begun = performance.now();
  for (let count = 0; count < invocations; count += 1) {
    const before = performance.now();
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    if (FunctionError !== undefined) throw new Error(Buffer.from(Payload ?? []).toString());
    latencies.push((performance.now() - before) * 1000);
  }
  const seconds = (performance.now() - begun) / 1000;
  return { perSecond: invocations / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

function measuresOf(where: string, { floor, ours, peer }: Runs): Measure[] {
  const measured = (what: string, unit: string, of: (run: WarmRun) => number): Measure => ({
    what: `${where}: ${what}`,
    unit,
    ours: summarised(ours.map(of)),
    floor: summarised(floor.map(of)),
    peer: summarised(peer.map(of)),
  });
  return [
    measured('vends', '1/s', ({ perSecond }) => perSecond),
    measured('p50', 'µs', ({ p50 }) => p50),
    measured('p99', 'µs', ({ p99 }) => p99),
  ];
}
