import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReplicateSecretToRegionsCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClientState } from '../../cli/findings/client-state.ts';
import { hasAwsCli } from '../support/programs/aws-cli.ts';
import { cli, commandsIn, follow } from '../support/programs/cli.ts';
import {
  documentedStatement,
  keyPolicy,
  REPLICA_REGION,
  ReplicatedAssemblies,
  ReplicatedSandbox,
} from '../support/replicated-sandbox.ts';

const HOUR = 60 * 60;
const SecretId = 'click2mail/acme';
const AGAIN =
  /aws secretsmanager replicate-secret-to-regions --secret-id arn:\S+ --add-replica-regions Region=eu-west-1,KmsKeyId=arn:\S+/;
const WHERE = String.raw`--region eu-west-1 --endpoint-url http:\S+`;

const assemblies = new ReplicatedAssemblies();

let replicated: ReplicatedSandbox;
/** Where the operator keeps the policy that a command reads. */
const folder = mkdtempSync(join(tmpdir(), 'click2mail-operator-'));

beforeAll(async () => {
  replicated = await ReplicatedSandbox.start(assemblies, keyPolicy(documentedStatement()));
  await replicated.running.client('acme').issueFirstToken();
  writeFileSync(join(folder, 'replica-key-policy.json'), keyPolicy(documentedStatement()));
});
afterAll(async () => {
  await replicated.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (words: string) => cli(replicated.running.sandbox, words, { columns: 200 });
const stateOf = async () => {
  const { clients } = JSON.parse((await run('status --json')).out) as { clients: ClientState[] };
  return clients[0];
};

test('a copy that is in sync is told to a machine, and to a person as well', async () => {
  expect((await stateOf())?.replicas).toEqual([
    { region: REPLICA_REGION, status: 'InSync', message: 'Replication succeeded' },
  ]);
  const { exitCode, out } = await run('status');
  expect([exitCode, out]).toEqual([0, expect.stringContaining('All is well.')]);
  expect((await run('doctor')).out).toMatch(/│ replicas +│ ok: acme/);
});

interface Breakage {
  readonly trouble: string;
  readonly breakIt: () => Promise<unknown>;
  readonly what: RegExp;
  readonly cure: RegExp;
}

const BROKEN: readonly Breakage[] = [
  {
    trouble: 'whose key is disabled',
    breakIt: () => replicated.kms.disableKey({ KeyId: replicated.keyArn }),
    what: /\(Failed: Replication failed: .* is disabled\), and has the token that it had\. Its key is disabled\./,
    cure: new RegExp(String.raw`^aws kms enable-key --key-id arn:\S+ ${WHERE} && ${AGAIN.source}`),
  },
  {
    trouble: 'whose key waits for its deletion',
    breakIt: () => replicated.kms.scheduleKeyDeletion({ KeyId: replicated.keyArn, PendingWindowInDays: 30 }),
    what: /Its key waits for its deletion\./,
    cure: new RegExp(
      String.raw`^aws kms cancel-key-deletion --key-id arn:\S+ ${WHERE} && aws kms enable-key --key-id arn:\S+ ${WHERE} && ${AGAIN.source}`,
    ),
  },
  {
    trouble: 'whose key does not know the stack’s roles',
    breakIt: () => replicated.kms.putKeyPolicy({ KeyId: replicated.keyArn, Policy: keyPolicy() }),
    what: /Access to KMS is not allowed\).* Whoever wrote the secret may not use its key/,
    cure: new RegExp(
      String.raw`^aws kms put-key-policy --key-id arn:\S+ --policy-name default --policy file://replica-key-policy\.json ${WHERE} && ${AGAIN.source}`,
    ),
  },
  {
    trouble: 'whose name another secret has',
    breakIt: async () => {
      await replicated.secretsManager.stopReplicationToReplica({ SecretId });
      const AddReplicaRegions = [{ Region: REPLICA_REGION, KmsKeyId: replicated.keyArn }];
      const again = new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions });
      await replicated.running.secretsManager.send(again);
    },
    what: /Another secret has the name there\. This overwrites it: look first whether somebody needs it\./,
    cure: new RegExp(`^${AGAIN.source} --force-overwrite-replica-secret`),
  },
];

describe.each(hasAwsCli() ? BROKEN : [])('a copy $trouble', ({ breakIt, what, cure }) => {
  let shown = '';

  beforeAll(async () => {
    // What the rotations before have superseded is revoked, and its labels are free.
    await replicated.running.sandbox.clock.advance(3 * HOUR);
    await breakIt();
    await replicated.running.client('acme').rotate();
    const { exitCode, out } = await run('status');
    shown = exitCode === 1 ? out : `It ended with ${exitCode}.`;
  });

  test('is reported by status and doctor, with its region, what Secrets Manager says, and its cure', async () => {
    expect(shown).toMatch(/^acme: The copy in eu-west-1 does not follow .* \[replica-not-in-sync\]$/m);
    expect(shown).toMatch(what);
    expect(shown).toContain('copy in eu-west-1: Failed');
    expect(commandsIn(shown)).toEqual([expect.stringMatching(cure)]);
    expect(await stateOf()).toMatchObject({
      replicas: [{ region: REPLICA_REGION, status: 'Failed', message: expect.any(String) }],
      findings: [{ id: 'replica-not-in-sync', client: 'acme', command: expect.stringMatching(cure) }],
    });
    const { exitCode, out } = await run('doctor');
    expect([exitCode, out]).toEqual([1, expect.stringMatching(/│ replicas +│ trouble: acme/)]);
    expect(commandsIn(out)).toEqual(commandsIn(shown));
  });

  test('follows again after exactly that command, and after the next rotation', async () => {
    const [command = ''] = commandsIn(shown);
    await follow(command, replicated.running.sandbox, { environment: { PWD: folder } });
    expect(await replicated.replica()).toMatchObject({ Status: 'InSync' });
    expect(await replicated.tokenIdThere()).toBe(replicated.tokenIdHere);
    await replicated.running.client('acme').rotate();
    expect(await replicated.tokenIdThere()).toBe(replicated.tokenIdHere);
    expect((await run('status')).out).toContain('All is well.');
  });
});

test('a copy whose key is gone needs another key in the settings', async () => {
  await replicated.kms.scheduleKeyDeletion({ KeyId: replicated.keyArn, PendingWindowInDays: 7 });
  await replicated.running.sandbox.clock.advance(8 * 24 * HOUR);
  await replicated.running.client('acme').rotate();
  const { out } = await run('status');
  expect(out).toContain('Its key is gone: name another one in replicaRegions. [replica-not-in-sync]');
  expect(commandsIn(out)).toEqual([
    `npm run synth && curl -sf ${replicated.running.sandbox.consoleUrl}/api/deploy -H 'content-type: application/json' -d '{"assembly":"'"$PWD"'/cdk.out"}'`,
  ]);
});
