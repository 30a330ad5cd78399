import type { Caller, JsonService } from '../aws/aws-service.ts';
import type { NewResource, ResourceMakers } from './deployment.ts';
import type { ResourceChanges } from './stack-update.ts';

interface KeyProperties {
  readonly Description?: string;
  readonly KeySpec?: string;
  readonly KeyUsage?: string;
  readonly KeyPolicy?: unknown;
  readonly EnableKeyRotation?: boolean;
  readonly Enabled?: boolean;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

const KEY_PROPERTIES = ['Description', 'KeySpec', 'KeyUsage', 'KeyPolicy', 'EnableKeyRotation', 'Enabled', 'Tags'];

/** Keys and aliases, made in the sandbox's KMS. */
export function keyResources(kms: JsonService, administrator: Caller): ResourceMakers {
  return {
    'AWS::KMS::Key': async (resource) => {
      const properties = keyProperties(resource);
      const { KeyMetadata } = (await kms.call(
        'CreateKey',
        {
          Description: properties.Description ?? '',
          KeySpec: properties.KeySpec ?? 'SYMMETRIC_DEFAULT',
          KeyUsage: properties.KeyUsage ?? 'ENCRYPT_DECRYPT',
          Policy: JSON.stringify(properties.KeyPolicy),
          Tags: tagsOf(properties),
        },
        administrator,
      )) as { KeyMetadata: { KeyId: string; Arn: string } };
      const { KeyId, Arn } = KeyMetadata;
      if (properties.EnableKeyRotation === true) await kms.call('EnableKeyRotation', { KeyId }, administrator);
      if (properties.Enabled === false) await kms.call('DisableKey', { KeyId }, administrator);
      return { ref: KeyId, attributes: { Arn, KeyId } };
    },
    'AWS::KMS::Alias': async ({ properties }) => {
      const name = String(properties['AliasName']);
      await kms.call('CreateAlias', { AliasName: name, TargetKeyId: properties['TargetKeyId'] }, administrator);
      return { ref: name, attributes: {} };
    },
  };
}

/** What may change of a key or an alias in place, and what becomes of them; all keys of ours are kept. */
export function keyChanges(kms: JsonService, administrator: Caller): ResourceChanges {
  return {
    'AWS::KMS::Key': {
      changeable: ['KeyPolicy', 'Tags'],
      change: async (resource, { physical }) => {
        const properties = keyProperties(resource);
        const KeyId = physical.ref;
        await kms.call('PutKeyPolicy', { KeyId, Policy: JSON.stringify(properties.KeyPolicy) }, administrator);
        await kms.call('TagResource', { KeyId, Tags: tagsOf(properties) }, administrator);
      },
    },
    'AWS::KMS::Alias': {
      changeable: ['TargetKeyId'],
      change: async ({ properties }, { physical }) => {
        const { TargetKeyId } = properties;
        await kms.call('UpdateAlias', { AliasName: physical.ref, TargetKeyId }, administrator);
      },
      remove: async ({ physical }) => {
        await kms.call('DeleteAlias', { AliasName: physical.ref }, administrator);
      },
    },
  };
}

/** @throws Error for what the sandbox does not know: what would be deployed must not be left out here */
function keyProperties({ properties, logicalId }: NewResource): KeyProperties {
  const unknown = Object.keys(properties).find((property) => !KEY_PROPERTIES.includes(property));
  if (unknown !== undefined) throw new Error(`The sandbox does not know ${unknown} of a key (${logicalId}).`);
  return properties;
}

function tagsOf({ Tags = [] }: KeyProperties): { TagKey: string; TagValue: string }[] {
  return Tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));
}
