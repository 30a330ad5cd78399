import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';

/**
 * What AWS answers; `missing` where there is no such thing, and undefined where the operator may not look: whoever looks
 * after the tokens need not look after everything beside them.
 */
export async function unlessRefused<T>(asked: Promise<T>): Promise<T | 'missing' | undefined> {
  try {
    return await asked;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotFoundException' || name === 'ResourceNotFoundException') return 'missing';
    if (name === 'AccessDeniedException') return undefined;
    throw error;
  }
}

/**
 * KMS's word for a key, for example `Enabled`, or `Missing`; undefined where the operator may not see it: a key that
 * existed before may be another account's, whose policy knows the functions alone.
 */
export async function keyStateIn(kms: KMSClient, keyId: string): Promise<string | undefined> {
  const key = await unlessRefused(kms.send(new DescribeKeyCommand({ KeyId: keyId })));
  return key === 'missing' ? 'Missing' : key?.KeyMetadata?.KeyState;
}
