import { randomUUID } from 'node:crypto';
import { CreateAliasCommand, CreateKeyCommand, type KeySpec, type KeyUsageType } from '@aws-sdk/client-kms';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Run } from '../run.ts';
import { RUN_TAG } from '../run-name.ts';
import { ScratchSecret } from './scratch-secret.ts';

/** What the probes of this stage ask: keys and secrets of the run's own, and nothing else. */
export interface Scratch {
  readonly run: Run;
  /** ARNs. */
  readonly keys: { readonly encryption: string; readonly ellipticCurve: string; readonly rsa: string };
  /** A new secret under the encryption key, with a value: a probe that counts labels needs one of its own. */
  secret(name: string): Promise<ScratchSecret>;
}

/** Makes the keys. @throws Error of AWS */
export async function scratchOf(run: Run): Promise<Scratch> {
  const keys = {
    encryption: await makeKey(run, 'encryption', 'SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'),
    ellipticCurve: await makeKey(run, 'p-256', 'ECC_NIST_P256', 'SIGN_VERIFY'),
    rsa: await makeKey(run, 'rsa-2048', 'RSA_2048', 'SIGN_VERIFY'),
  };
  return { run, keys, secret: (name) => makeSecret(run, name, keys.encryption) };
}

async function makeKey(
  { aws, made, name: run }: Run,
  name: string,
  KeySpec: KeySpec,
  KeyUsage: KeyUsageType,
): Promise<string> {
  const { KeyMetadata } = await aws.kms.send(
    new CreateKeyCommand({
      KeySpec,
      KeyUsage,
      Description: `Scratch key of the acceptance run ${run}`,
      Tags: [{ TagKey: RUN_TAG, TagValue: run }],
    }),
  );
  const { KeyId = '', Arn = '' } = KeyMetadata ?? {};
  made.keys.add(KeyId);
  // Whoever cleans up after a run that was killed finds the key by it.
  await aws.kms.send(new CreateAliasCommand({ AliasName: `alias/${run}/scratch-${name}`, TargetKeyId: KeyId }));
  return Arn;
}

async function makeSecret(run: Run, name: string, KmsKeyId: string): Promise<ScratchSecret> {
  const Name = `${run.name}/scratch_${name}`;
  const first = randomUUID();
  run.made.secrets.add(Name);
  await run.aws.secretsManager.send(
    new CreateSecretCommand({
      Name,
      KmsKeyId,
      ClientRequestToken: first,
      SecretString: 'the first scratch value',
      Description: `Scratch secret of the acceptance run ${run.name}`,
      Tags: [{ Key: RUN_TAG, Value: run.name }],
    }),
  );
  return new ScratchSecret(run, Name, first);
}
