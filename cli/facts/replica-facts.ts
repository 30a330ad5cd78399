import { DescribeSecretCommand, type DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { Session } from '../stack/session.ts';
import { keyStateIn, unlessRefused } from './unless-refused.ts';

/** A copy of a token secret in another region. */
export interface ReplicaFacts {
  readonly region: string;
  /** Undefined where it is encrypted by that region's `aws/secretsmanager`. */
  readonly keyId: string | undefined;
  /** Secrets Manager's word: `InSync`, `InProgress` or `Failed`. */
  readonly status: string;
  /** What Secrets Manager says of it. */
  readonly message: string | undefined;
  /** Looked for only where it is not in sync. */
  readonly cause: ReplicaCause | undefined;
}

/** What is seen from here of why a copy is not in sync. */
export interface ReplicaCause {
  /** KMS's word, or `Missing`; undefined without a key of its own, or where it may not be seen. */
  readonly keyState: string | undefined;
  /** Whether another secret has the name there. */
  readonly isNameTaken: boolean;
}

const DEFAULT_KEY = 'alias/aws/secretsmanager';

/** The copies of a secret, and of those that are not in sync what is seen in their regions. */
export async function replicaFacts(secret: DescribeSecretCommandOutput, session: Session): Promise<ReplicaFacts[]> {
  const facts: ReplicaFacts[] = [];
  for (const { Region = '', KmsKeyId, Status = '', StatusMessage } of secret.ReplicationStatus ?? []) {
    const keyId = KmsKeyId === DEFAULT_KEY ? undefined : KmsKeyId;
    const cause = Status === 'InSync' ? undefined : await causeOf(secret, Region, keyId, session);
    facts.push({ region: Region, keyId, status: Status, message: StatusMessage, cause });
  }
  return facts;
}

async function causeOf(
  { Name, ARN = '', PrimaryRegion = '' }: DescribeSecretCommandOutput,
  region: string,
  keyId: string | undefined,
  { aws }: Session,
): Promise<ReplicaCause> {
  const { kms, secretsManager } = aws.inRegion(region);
  const there = await unlessRefused(secretsManager.send(new DescribeSecretCommand({ SecretId: Name })));
  return {
    keyState: keyId === undefined ? undefined : await keyStateIn(kms, keyId),
    isNameTaken:
      there !== undefined &&
      there !== 'missing' &&
      (there.PrimaryRegion !== PrimaryRegion || there.ARN !== ARN.replace(`:${PrimaryRegion}:`, `:${region}:`)),
  };
}
