import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { VENDOR } from '../../infra/function-names.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { awsAt, deployBeside, rotated } from '../bench-sandbox.ts';
import { interleaved } from '../interleaved.ts';
import { barsOf, type Measure, measureOf, type Row, type RowOptions, type RowResult, type Sides } from '../result.ts';
import { quantile } from '../summary.ts';

/** Vending a token that is kept, one vend after another, as a consumer sees it. */
export const warmVendRow: Row = { name: 'warm-vend', title: 'Warm vend of a kept token', run };

interface Invocations {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

async function run({ isQuick, assembly, bundles, tell }: RowOptions): Promise<RowResult> {
  tell('warm vends by Invoke');
  const sandbox = await startSandbox({ assembly: assembly() });
  const lambda = new LambdaClient(awsAt(sandbox.awsEndpoint));
  try {
    const names = await deployed(sandbox, bundles);
    for (const name of Object.values(names)) await invoked(name, lambda, 1);
    const invocations = isQuick ? 5 : 100;
    const runs = await interleaved(names, isQuick ? 1 : 15, (name) => invoked(name, lambda, invocations));
    const measures = measuresOf(runs);
    return {
      measures,
      charts: [
        {
          title: 'Vends one after another',
          unit: '1/s',
          bars: measures.slice(0, 1).flatMap((vends) => barsOf('vends', vends)),
        },
      ],
    };
  } finally {
    lambda.destroy();
    await sandbox.stop();
  }
}

/** Deploys the empty function and the peer beside the vendor, which has a token to exchange. */
async function deployed(sandbox: Sandbox, bundles: RowOptions['bundles']) {
  const [client] = sandbox.clients;
  const [consumer] = sandbox.consumers;
  if (client === undefined || consumer === undefined) throw new Error('The stack has no client or no consumer.');
  await rotated(sandbox, client);
  allowPlainReads(sandbox, consumer.functionName, client.secretArn);
  deployBeside(sandbox, consumer.functionName, bundles.peer('empty'), { functionName: 'empty' });
  deployBeside(sandbox, consumer.functionName, bundles.peer(VENDOR), {
    functionName: 'peer',
    environment: {
      API_BASE_URL: sandbox.apiBaseUrl,
      TOKEN_SECRET_ARN: client.secretArn,
      SCOPES: 'jobs:submit templates:read',
    },
  });
  return { floor: 'empty', ours: `${consumer.functionName}:${consumer.name}`, peer: 'peer' };
}

/** The vendor's role may read the stage that it names; the peer's middleware names none. */
function allowPlainReads({ lambda, roles }: Sandbox, vendor: string, secretArn: string): void {
  const role = lambda.find(vendor).deployed.configuration.roleArn.split('/').at(-1) ?? '';
  const statement = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secretArn } as const;
  roles.putPolicy(role, 'PlainReads', { Version: '2012-10-17', Statement: [statement] });
}

/** Invokes a function so many times, one after another. @throws Error when it fails */
export async function invoked(FunctionName: string, lambda: LambdaClient, invocations: number): Promise<Invocations> {
  const latencies: number[] = [];
  const begun = performance.now();
  for (let count = 0; count < invocations; count += 1) {
    const before = performance.now();
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    if (FunctionError !== undefined) throw new Error(Buffer.from(Payload ?? []).toString());
    latencies.push(performance.now() - before);
  }
  const seconds = (performance.now() - begun) / 1000;
  return { perSecond: invocations / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

function measuresOf(runs: Sides<Invocations>): Measure[] {
  return [
    measureOf(runs, 'vends', '1/s', ({ perSecond }) => perSecond),
    measureOf(runs, 'median of a vend', 'ms', ({ p50 }) => p50),
    measureOf(runs, '99th percentile of a vend', 'ms', ({ p99 }) => p99),
  ];
}
