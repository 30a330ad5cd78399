import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { aliasNotFound, type Alias, type KeyStore } from '../key-store.ts';
import { requireNotPendingDeletion } from '../kms-key.ts';
import { aliasName, keyId, paging } from '../request-members.ts';
import { operation } from './operation.ts';
import { page } from './page.ts';

const aliasRequest = v.object({ AliasName: aliasName, TargetKeyId: keyId });

export const createAlias = operation(aliasRequest, ({ AliasName: name, TargetKeyId }, _caller, { store }) => {
  requireOwnName(name);
  const target = store.findWithoutAlias(TargetKeyId);
  requireNotPendingDeletion(target);
  if (store.alias(name) !== undefined) {
    throw new AwsError('AlreadyExistsException', `An alias with the name ${store.arnOf(name)} already exists`);
  }
  store.setAlias(name, target.id);
  return {};
});

/** An alias moves only between keys that can do the same. */
export const updateAlias = operation(aliasRequest, ({ AliasName: name, TargetKeyId }, _caller, { store }) => {
  requireOwnName(name);
  const alias = existing(store, name);
  const target = store.findWithoutAlias(TargetKeyId);
  requireNotPendingDeletion(target);
  const source = store.findWithoutAlias(alias.targetKeyId);
  const sameType = (source.spec === 'SYMMETRIC_DEFAULT') === (target.spec === 'SYMMETRIC_DEFAULT');
  if (!sameType || source.usage !== target.usage) {
    throw new AwsError(
      'ValidationException',
      `Alias ${alias.arn} cannot be moved to a key of another type or KeyUsage than its current key.`,
    );
  }
  store.setAlias(name, target.id);
  return {};
});

export const deleteAlias = operation(v.object({ AliasName: aliasName }), ({ AliasName: name }, _caller, { store }) => {
  requireOwnName(name);
  store.deleteAlias(existing(store, name).name);
  return {};
});

export const listAliases = operation(
  v.object({ KeyId: v.optional(keyId), ...paging(100, 50) }),
  ({ KeyId, Limit, Marker }, _caller, { store }) => {
    const key = KeyId === undefined ? undefined : store.findWithoutAlias(KeyId);
    const aliases = store.aliases().filter(({ targetKeyId }) => key === undefined || targetKeyId === key.id);
    return page('Aliases', aliases.map(entryOf), ({ AliasName }) => AliasName, Limit, Marker);
  },
);

function requireOwnName(name: string): void {
  if (!name.startsWith('alias/')) {
    throw new AwsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  // AWS keeps these for the keys that its services make.
  if (name.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', '');
  // The model's pattern lets colons through; the service does not. Recorded:
  // https://github.com/hashicorp/terraform-provider-aws/issues/12891
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw new AwsError('ValidationException', `${name} contains invalid characters for an alias`);
  }
}

function existing(store: KeyStore, name: string): Alias {
  const alias = store.alias(name);
  if (alias === undefined) throw aliasNotFound(store.arnOf(name));
  return alias;
}

function entryOf({ name, arn, targetKeyId, createdAt, updatedAt }: Alias) {
  return {
    AliasName: name,
    AliasArn: arn,
    TargetKeyId: targetKeyId,
    CreationDate: createdAt / 1000,
    LastUpdatedDate: updatedAt / 1000,
  };
}
