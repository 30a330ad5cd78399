import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { KeyNotDescribed } from '../core/errors.ts';
import { awsErrorName } from './aws-client-defaults.ts';

/**
 * Whether a key can be used: one that is disabled or waits for its deletion signs nothing.
 * @param key ARN or alias
 * @param client the client's name in the settings, for errors
 * @throws KeyNotDescribed
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
export async function isKeyUsable(kms: KMSClient, key: string, client: string): Promise<boolean> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: key }));
    return KeyMetadata?.KeyState === 'Enabled';
  } catch (error) {
    const awsError = awsErrorName(error);
    throw new KeyNotDescribed(`KMS did not describe ${key}: ${awsError}.`, { client, awsError });
  }
}
