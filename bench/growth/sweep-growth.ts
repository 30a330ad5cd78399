import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretVersions } from '../../functions/clients/secret-versions.ts';
import { sweepAll } from '../../functions/revoke-superseded-tokens/sweep-all.ts';
import { sweep } from '../../functions/revoke-superseded-tokens/sweep.ts';
import { awsAt } from '../bench-sandbox.ts';
import { budget, type Measure, type RowOptions, type RowResult } from '../result.ts';
import { startStubServices } from '../stub-services.ts';
import { counted, slopeOf } from '../summary.ts';

const DAY_S = 24 * 3600;

interface Swept {
  readonly size: number;
  readonly milliseconds: number;
  readonly describes: number;
  readonly reads: number;
  readonly apiCalls: number;
}

/** The sweep of more and more secrets of which nothing is due. */
export async function growthOfSweep({ isQuick, tell }: RowOptions): Promise<RowResult> {
  tell('sweeps of more and more secrets');
  // The first one starts everything.
  await sweptSecrets(1);
  const swept: Swept[] = [];
  for (const size of isQuick ? [2, 20] : [10, 30, 100, 300]) swept.push(await sweptSecrets(size));
  const bars = swept.map(({ size, milliseconds }) => [`${size} secrets`, milliseconds / size] as const);
  return { measures: measuresOf(swept), charts: [{ title: 'A sweep, for each secret', unit: 'ms', bars }] };
}

function measuresOf(swept: readonly Swept[]): Measure[] {
  const slope = slopeOf(swept.map(({ size, milliseconds }) => [size, milliseconds]));
  const budgets = swept
    .slice(-1)
    .flatMap(({ size, describes, reads, apiCalls }) => [
      budget(`sweep of ${size}: DescribeSecret for each`, describes / size, 1),
      budget(`sweep of ${size}: GetSecretValue for each`, reads / size, 1),
      budget(`sweep of ${size}: requests to the API`, apiCalls, 0),
    ]);
  return [{ what: 'sweep: time by secrets', unit: 'slope', ours: counted(slope) }, ...budgets];
}

async function sweptSecrets(size: number): Promise<Swept> {
  const services = await startStubServices();
  const secretsManager = new SecretsManagerClient(awsAt(services.origin));
  try {
    const begun = performance.now();
    const { swept } = await sweepAll({
      clients: Array.from({ length: size }, (_, index) => `client-${index}`),
      sweepOne: (client) => sweepOf(client, secretsManager),
      inspectOne: () => Promise.resolve({ isSigningKeyUnusable: false, isClientSecretStale: false }),
      remainingMs: () => Infinity,
      first: 0,
    });
    const milliseconds = performance.now() - begun;
    for (const failure of swept.flatMap(({ failures }) => failures)) throw failure;
    if (swept.length !== size) throw new Error('Not every secret was swept.');
    const calls = (operation: string) => services.calls.get(operation) ?? 0;
    const apiCalls = [...services.calls.keys()].filter((operation) => operation.startsWith('/')).length;
    return {
      size,
      milliseconds,
      describes: calls('DescribeSecret'),
      reads: calls('GetSecretValue'),
      apiCalls,
    };
  } finally {
    secretsManager.destroy();
    await services.close();
  }
}

function sweepOf(client: string, secretsManager: SecretsManagerClient): ReturnType<typeof sweep> {
  const unwanted = (): never => {
    throw new Error('The API was called although nothing is due.');
  };
  return sweep({
    client,
    secret: secretVersions({ secretsManager, secretArn: `click2mail/${client}`, client }),
    api: { issue: unwanted, exchange: unwanted, revoke: unwanted },
    clientId: 'c2m_acme',
    request: { scopes: [], ttlSeconds: 0 },
    graceSeconds: 7200,
    rotateEverySeconds: 30 * DAY_S,
    marginSeconds: 3 * DAY_S,
    releaseAfterSeconds: DAY_S,
    isAsking: false,
    count: () => undefined,
    clock: Date.now,
    newAttempt: () => 'none',
    wait: unwanted,
    log: { unaccounted: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  } as Parameters<typeof sweep>[0]);
}
