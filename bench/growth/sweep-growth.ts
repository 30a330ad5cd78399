import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretVersions } from '../../functions/clients/secret-versions.ts';
import type { SecretVersions } from '../../functions/core/secret-versions.ts';
import { sweepAll } from '../../functions/revoke-superseded-tokens/sweep-all.ts';
import { sweep } from '../../functions/revoke-superseded-tokens/sweep.ts';
import { type Curve, noMoreThan, type RowOptions, type RowResult } from '../result.ts';
import { startStubServices } from '../stub-services.ts';
import { counted, slopeOf } from '../summary.ts';

const DAY_S = 24 * 3600;
const VERSION = '11111111-1111-4111-8111-111111111111';
const MOST_HEAP_MB = 16;

interface Sweeping {
  readonly size: number;
  readonly milliseconds: number;
  readonly heapMb: number;
  readonly describes: number;
  readonly reads: number;
  readonly apiCalls: number;
}

/** The sweep of more and more secrets of which nothing is due: by real clients, and its decisions alone. */
export async function growthOfSweep({ isQuick, tell }: RowOptions): Promise<RowResult> {
  tell('sweeps of real clients');
  const real: Sweeping[] = [];
  for (const size of isQuick ? [2, 4] : [10, 30, 100, 300]) real.push(await sweepByClients(size));
  tell('sweeps of the core alone');
  const alone: Sweeping[] = [];
  for (const size of isQuick ? [10, 100] : [10, 100, 1000, 5000]) alone.push(await sweepOfCore(size));
  return {
    measures: [...measuresOf('sweep', real), ...measuresOf('sweep, core alone', alone)],
    curves: curvesOf(real, alone),
  };
}

function measuresOf(what: string, swept: readonly Sweeping[]): RowResult['measures'] {
  const slope = (of: (one: Sweeping) => number) => counted(slopeOf(swept.map((one) => [one.size, of(one)])));
  const callsSlope = slope(({ describes, reads }) => describes + reads);
  const last = swept.at(-1);
  if (last === undefined) return [];
  const perSecret = (calls: number) => counted(calls / last.size);
  return [
    { what: `${what}: calls`, unit: 'slope', ours: callsSlope, goal: noMoreThan(1.001, callsSlope) },
    { what: `${what}: time`, unit: 'slope', ours: slope(({ milliseconds }) => milliseconds) },
    { what: `${what} of ${last.size}: time`, unit: 'ms', ours: counted(last.milliseconds) },
    {
      what: `${what} of ${last.size}: DescribeSecret for each`,
      unit: 'calls',
      ours: perSecret(last.describes),
      goal: noMoreThan(1, perSecret(last.describes)),
    },
    {
      what: `${what} of ${last.size}: GetSecretValue for each`,
      unit: 'calls',
      ours: perSecret(last.reads),
      goal: noMoreThan(1, perSecret(last.reads)),
    },
    {
      what: `${what} of ${last.size}: calls of the API`,
      unit: 'calls',
      ours: counted(last.apiCalls),
      goal: noMoreThan(0, counted(last.apiCalls)),
    },
    {
      what: `${what} of ${last.size}: heap that is held at its end`,
      unit: 'MB',
      ours: counted(last.heapMb),
      goal: noMoreThan(MOST_HEAP_MB, counted(last.heapMb)),
    },
  ];
}

function curvesOf(real: readonly Sweeping[], alone: readonly Sweeping[]): Curve[] {
  const points = (swept: readonly Sweeping[]) => swept.map(({ size, milliseconds }) => [size, milliseconds] as const);
  return [
    { name: 'sweep, by token secrets', unit: 'ms', points: points(real) },
    { name: 'sweep without HTTP', unit: 'ms', points: points(alone) },
  ];
}

async function sweepByClients(size: number): Promise<Sweeping> {
  const services = await startStubServices();
  const secretsManager = new SecretsManagerClient({
    endpoint: services.origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    const secret = (client: string) => secretVersions({ secretsManager, secretArn: `click2mail/${client}`, client });
    const measured = await sweepOf(size, secret);
    const calls = (operation: string) => services.calls.get(operation) ?? 0;
    const apiCalls = [...services.calls.keys()].filter((operation) => operation.startsWith('/')).length;
    return { size, ...measured, describes: calls('DescribeSecret'), reads: calls('GetSecretValue'), apiCalls };
  } finally {
    secretsManager.destroy();
    await services.close();
  }
}

async function sweepOfCore(size: number): Promise<Sweeping> {
  const counts = { describes: 0, reads: 0 };
  const measured = await sweepOf(size, () => quietSecret(counts));
  return { size, ...measured, ...counts, apiCalls: 0 };
}

async function sweepOf(
  size: number,
  secretOf: (client: string) => SecretVersions,
): Promise<Pick<Sweeping, 'milliseconds' | 'heapMb'>> {
  const clients = Array.from({ length: size }, (_, index) => `client-${index}`);
  const unwanted = (): never => {
    throw new Error('The API was called although nothing is due.');
  };
  const before = heapBytes();
  const begun = performance.now();
  const result = await sweepAll({
    clients,
    sweepOne: (client) =>
      sweep({
        client,
        secret: secretOf(client),
        api: { issue: unwanted, exchange: unwanted, revoke: unwanted },
        clientId: 'c2m_acme',
        request: { scopes: [], ttlSeconds: 0 },
        graceSeconds: 7200,
        rotateEverySeconds: 30 * DAY_S,
        marginSeconds: 3 * DAY_S,
        releaseAfterSeconds: DAY_S,
        count: () => undefined,
        clock: Date.now,
        newAttempt: () => 'none',
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      } as Parameters<typeof sweep>[0]),
    inspectOne: () => Promise.resolve({ isSigningKeyUnusable: false, isClientSecretStale: false }),
    remainingMs: () => Infinity,
    first: 0,
  });
  const milliseconds = performance.now() - begun;
  const heapMb = Math.max(0, heapBytes() - before) / 1e6;
  const failures = result.swept.flatMap((one) => one.failures);
  if (failures.length > 0) throw failures[0] as Error;
  if (result.swept.length !== size) throw new Error('Not every secret was swept.');
  return { milliseconds, heapMb };
}

function quietSecret(counts: { describes: number; reads: number }): SecretVersions {
  const unwanted = (): never => {
    throw new Error('A secret was changed although nothing is due.');
  };
  return {
    describe: () => {
      counts.describes += 1;
      return Promise.resolve({
        rotationEnabled: true,
        nextRotationAt: Date.now() + DAY_S * 1000,
        isDeleted: false,
        versions: { [VERSION]: ['AWSCURRENT', `click2mail:${VERSION}`] },
      });
    },
    read: () => {
      counts.reads += 1;
      return Promise.resolve({ versionId: VERSION, value: tokenValue(), labels: ['AWSCURRENT'] });
    },
    put: unwanted,
    addLabel: unwanted,
    removeLabel: unwanted,
    moveCurrent: unwanted,
    startRotation: unwanted,
  };
}

function tokenValue(): string {
  return JSON.stringify({
    client_id: 'c2m_acme',
    access_token: 'x',
    token_type: 'Bearer',
    token_id: 'tok_x',
    issued_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + 60 * DAY_S * 1000).toISOString(),
    scopes: ['jobs:submit'],
  });
}

let collectGarbage: (() => void) | undefined;

/** What is on the heap once the garbage is off it. */
function heapBytes(): number {
  if (collectGarbage === undefined) {
    setFlagsFromString('--expose-gc');
    collectGarbage = runInNewContext('gc') as () => void;
  }
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
