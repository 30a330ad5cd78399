import type { Caller, JsonService } from '../aws/aws-service.ts';
import type { ResourceMakers } from './deployment.ts';

/** Keys and aliases, made in the sandbox's KMS. */
export function keyResources(kms: JsonService, administrator: Caller): ResourceMakers {
  return {
    'AWS::KMS::Key': async ({ properties }) => {
      const tags = (properties['Tags'] ?? []) as readonly { readonly Key: string; readonly Value: string }[];
      const { KeyMetadata } = (await kms.call(
        'CreateKey',
        {
          Description: properties['Description'] ?? '',
          KeySpec: properties['KeySpec'] ?? 'SYMMETRIC_DEFAULT',
          KeyUsage: properties['KeyUsage'] ?? 'ENCRYPT_DECRYPT',
          Policy: JSON.stringify(properties['KeyPolicy']),
          Tags: tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
        },
        administrator,
      )) as { KeyMetadata: { KeyId: string; Arn: string } };
      return { ref: KeyMetadata.KeyId, attributes: { Arn: KeyMetadata.Arn, KeyId: KeyMetadata.KeyId } };
    },
    'AWS::KMS::Alias': async ({ properties }) => {
      const name = String(properties['AliasName']);
      await kms.call('CreateAlias', { AliasName: name, TargetKeyId: properties['TargetKeyId'] }, administrator);
      return { ref: name, attributes: {} };
    },
  };
}
