import { createPublicKey, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { deployBeside } from '../bench-sandbox.ts';
import { interleaved } from '../interleaved.ts';
import { atMost, noMoreThan, type Measure, type Row, type RowOptions, type RowResult } from '../result.ts';
import { summarised } from '../summary.ts';

const DELAY_MS = 20;
const HOURS_BETWEEN = 3;
const SLOW_SERVICES = ['secretsmanager', 'kms', 'click2mail'] as const;
const PEER = 'rotation-template';

/** Row 5: a whole rotation, on a network that takes its time. */
export const rotationRow: Row = { number: 5, title: `One rotation, with ${DELAY_MS} ms for every call`, run };

interface Rotated {
  readonly milliseconds: number;
  readonly secretsManagerCalls: number;
  readonly otherCalls: number;
}

async function run({ isQuick, assembly, bundles, tell }: RowOptions): Promise<RowResult> {
  tell('rotations');
  const sandbox = await startSandbox({ assembly: assembly() });
  try {
    const ours = sandbox.clients[0]?.rotationFunctionArn ?? '';
    const peer = await deployPeer(sandbox, ours, bundles.peer('rotate-by-assertion'));
    // The first rotation of each starts its process and reads the public key.
    for (const functionArn of [ours, peer]) await rotation(sandbox, functionArn);
    const rotations = await interleaved(
      { ours: () => rotation(sandbox, ours), peer: () => rotation(sandbox, peer) },
      isQuick ? 1 : 11,
    );
    return { measures: measuresOf(rotations), notes: [NOTE] };
  } finally {
    await sandbox.stop();
  }
}

const NOTE =
  'The four steps by the sandbox’s Secrets Manager, each function warm. The peer makes the calls of AWS’s template, with the ' +
  'same assertion signed by KMS; it keeps no account of tokens and revokes none. Calls are counted by the sandbox.';

async function deployPeer(
  sandbox: Sandbox,
  neighbourArn: string,
  bundle: Parameters<typeof deployBeside>[2],
): Promise<string> {
  const [client] = sandbox.clients;
  const { assertion, clientId, scopes } = client?.settings ?? {};
  if (client === undefined || assertion === undefined) throw new Error('The client has no assertions.');
  const { administrator } = sandbox.credentials;
  const { PublicKey } = (await sandbox.kms.call(
    'GetPublicKey',
    { KeyId: assertion.signingKey },
    administrator.caller,
  )) as { PublicKey: string };
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey, 'base64'), format: 'der', type: 'spki' });
  const neighbour = neighbourArn.split(':').at(-1) ?? '';
  const functionArn = deployBeside(sandbox, neighbour, bundle, {
    functionName: PEER,
    environment: {
      API_BASE_URL: sandbox.apiBaseUrl,
      CLIENT_ID: clientId ?? '',
      SCOPES: (scopes ?? []).join(' '),
      SIGNING_KEY: sandbox.lambda.find(neighbour).deployed.configuration.environment['SIGNING_KEY_A'] ?? '',
      SIGNING_KEY_ID: await calculateJwkThumbprint(await exportJWK(publicKey)),
      ASSERTION_TYPE: assertion.assertionType,
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
async function rotation(sandbox: Sandbox, functionArn: string): Promise<Rotated> {
  const SecretId = sandbox.clients[0]?.secretArn;
  for (const service of SLOW_SERVICES) {
    sandbox.faults.order({ kind: 'delay', seconds: DELAY_MS / 1000, times: Infinity, service });
  }
  const begun = performance.now();
  await sandbox.secretsManager.call(
    'RotateSecret',
    { SecretId, RotationLambdaARN: functionArn, ClientRequestToken: randomUUID() },
    sandbox.credentials.administrator.caller,
  );
  await sandbox.secretsManager.idle();
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

function measuresOf({ ours, peer }: Record<'ours' | 'peer', Rotated[]>): Measure[] {
  const measured = (what: string, unit: string, of: (rotated: Rotated) => number) => ({
    what,
    unit,
    ours: summarised(ours.map(of)),
    peer: summarised(peer.map(of)),
  });
  const time = measured('the four steps', 'ms', ({ milliseconds }) => milliseconds);
  const calls = measured('calls of Secrets Manager', 'calls', ({ secretsManagerCalls }) => secretsManagerCalls);
  const few = noMoreThan(7, calls.ours);
  return [
    { ...time, goal: atMost(0.7, 'peer', time.ours, time.peer) },
    {
      ...calls,
      goal: { text: `${few.text} and fewer than the peer`, isMet: few.isMet && calls.ours.median < calls.peer.median },
    },
    measured('calls of KMS and the API', 'calls', ({ otherCalls }) => otherCalls),
  ];
}
