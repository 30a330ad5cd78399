import { rotatorOf } from '../../infra/function-names.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import type { DeployedClient } from '../../sandbox/token-clients.ts';
import { deployBeside, rotated } from '../bench-sandbox.ts';
import type { Bundle } from '../bundle.ts';
import { interleaved } from '../interleaved.ts';
import {
  atMost,
  barsOf,
  type Measure,
  measureOf,
  noMoreThan,
  type Row,
  type RowOptions,
  type RowResult,
  type Sides,
} from '../result.ts';

const DELAY_MS = 20;
const HOURS_BETWEEN = 3;
const SLOW_SERVICES = ['secretsmanager', 'kms', 'click2mail'] as const;
const PEER = 'rotation-template';

/** A whole rotation, on a network that takes its time. */
export const rotationRow: Row = { name: 'rotation', title: `One rotation, with ${DELAY_MS} ms for every call`, run };

interface Rotated {
  readonly milliseconds: number;
  readonly secretsManagerCalls: number;
  readonly otherCalls: number;
}

async function run({ isQuick, assembly, bundles, tell }: RowOptions): Promise<RowResult> {
  tell('rotations');
  const sandbox = await startSandbox({ assembly: assembly() });
  try {
    const [client] = sandbox.clients;
    if (client === undefined) throw new Error('The stack has no client.');
    const functions = {
      ours: client.rotationFunctionArn,
      peer: deployPeer(sandbox, client, bundles.peer(rotatorOf('assertion'))),
    };
    const rotateBy = (functionArn: string) => rotation(sandbox, client, functionArn);
    // The first rotation of each starts its process and reads the public key.
    for (const functionArn of Object.values(functions)) await rotateBy(functionArn);
    const measures = measuresOf(await interleaved(functions, isQuick ? 1 : 11, rotateBy));
    const bars = measures.slice(0, 1).flatMap((time) => barsOf('rotation', time));
    return { measures, charts: [{ title: rotationRow.title, unit: 'ms', bars }] };
  } finally {
    await sandbox.stop();
  }
}

function deployPeer(sandbox: Sandbox, client: DeployedClient, bundle: Bundle): string {
  const { settings, rotationFunctionArn, signingKeyArn = '' } = client;
  const functionArn = deployBeside(sandbox, rotationFunctionArn.split(':').at(-1) ?? '', bundle, {
    functionName: PEER,
    environment: {
      API_BASE_URL: sandbox.apiBaseUrl,
      CLIENT_ID: settings.clientId,
      SCOPES: settings.scopes.join(' '),
      SIGNING_KEY: signingKeyArn,
      SIGNING_KEY_ID: settings.assertion?.keyId ?? '',
      ASSERTION_TYPE: settings.assertion?.assertionType ?? '',
    },
  });
  sandbox.lambda.addPermission(PEER, {
    statementId: 'SecretsManager',
    principal: 'secretsmanager.amazonaws.com',
    action: 'lambda:InvokeFunction',
  });
  return functionArn;
}

/** Has Secrets Manager rotate by this function, on a slow network, and lets the superseded token's grace pass. */
async function rotation(sandbox: Sandbox, client: DeployedClient, functionArn: string): Promise<Rotated> {
  for (const service of SLOW_SERVICES) {
    sandbox.faults.order({ kind: 'delay', seconds: DELAY_MS / 1000, times: Infinity, service });
  }
  const begun = performance.now();
  await rotated(sandbox, client, functionArn);
  const milliseconds = performance.now() - begun;
  sandbox.faults.clear();
  const last = sandbox.state().rotations.at(-1);
  if (last?.outcome !== 'succeeded')
    throw new Error(`The rotation did not succeed: ${last?.error ?? 'none took place'}`);
  const calls = last.steps.flatMap((step) => step.calls);
  const secretsManagerCalls = calls.filter(({ service }) => service === 'secretsmanager').length;
  await sandbox.clock.advance(HOURS_BETWEEN * 3600);
  return { milliseconds, secretsManagerCalls, otherCalls: calls.length - secretsManagerCalls };
}

function measuresOf(rotations: Sides<Rotated>): Measure[] {
  const time = measureOf(rotations, 'the four steps', 'ms', ({ milliseconds }) => milliseconds);
  const calls = measureOf(rotations, 'Secrets Manager', 'calls', ({ secretsManagerCalls }) => secretsManagerCalls);
  return [
    { ...time, goal: atMost(0.7, 'peer', time) },
    { ...calls, goal: noMoreThan(7, calls.ours) },
    measureOf(rotations, 'KMS and the API', 'calls', ({ otherCalls }) => otherCalls),
  ];
}
