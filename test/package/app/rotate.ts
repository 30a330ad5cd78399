import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { vendedToken } from 'click2mail-token-rotation/consumer';
import { startSandbox } from 'click2mail-token-rotation/sandbox';

const assembly = process.argv[2] ?? 'cdk.out';
// The stack of the stage has the same names, and is for another account.
const sandbox = await startSandbox({ assembly, stacks: ['Mail'] });
try {
  Object.assign(process.env, sandbox.env);
  const types = sandbox.leftOut.map(({ type }) => type);
  assert.ok(types.includes('AWS::S3::Bucket') && types.includes('AWS::DynamoDB::Table'), types.join());

  const token = vendedToken(sandbox.consumer('mail-merge'));
  const first = await token();
  assert.ok(await isAccepted(first));

  const before = current();
  await sandbox.rotate('acme');
  assert.notEqual(current(), before);
  await sandbox.advance({ days: 30 });
  assert.notEqual(current(), before);
  assert.equal(await isAccepted(first), false);
  assert.ok(await isAccepted(await token({ insteadOf: first })));

  const status = ['node_modules/.bin/click2mail-tokens', 'status', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, status);
  const { clients } = JSON.parse(stdout) as { clients: { client: string }[] };
  assert.deepEqual(clients.map(({ client }) => client).sort(), ['acme', 'shop']);

  await sandbox.reset();
  assert.ok(await isAccepted(await vendedToken(sandbox.consumer('mail-merge'))()));
  console.log('rotated');
} finally {
  await sandbox.stop();
}

/** Id of acme's long-term token. */
function current(): string | null | undefined {
  return sandbox.client('acme').versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.tokenId;
}

/** Whether the API takes a short-term token for a job. */
async function isAccepted(token: string): Promise<boolean> {
  const { status } = await fetch(`${sandbox.urls.api}/jobs/single-doc-job-template`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ document: 'letter.pdf' }),
  });
  return status !== 401;
}
