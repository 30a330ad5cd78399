import { AwsError } from '../aws/aws-service.ts';
import { RequestFields } from '../aws/request-fields.ts';
import { aliasNotFound, type Alias, type KeyStore } from './key-store.ts';
import { requireNotPendingDeletion } from './kms-key.ts';
import { KEY_ID_LENGTH, type KmsOperation } from './kms-operation.ts';
import { page } from './page.ts';

const ALIAS_NAME = { min: 1, max: 256, pattern: /^[a-zA-Z0-9:/_-]+$/ } as const;

export const createAlias: KmsOperation = ({ store }, input) => {
  const { name, targetKeyId } = readAlias(input);
  const target = store.findWithoutAlias(targetKeyId);
  requireNotPendingDeletion(target);
  if (store.alias(name) !== undefined) {
    throw new AwsError('AlreadyExistsException', `An alias with the name ${store.arnOf(name)} already exists`);
  }
  store.setAlias(name, target.id);
  return {};
};

/** An alias moves only between keys that can do the same. */
export const updateAlias: KmsOperation = ({ store }, input) => {
  const { name, targetKeyId } = readAlias(input);
  const alias = existing(store, name);
  const target = store.findWithoutAlias(targetKeyId);
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
};

export const deleteAlias: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const name = fields.requiredText('AliasName', ALIAS_NAME);
  fields.check();
  requireOwnName(name);
  store.deleteAlias(existing(store, name).name);
  return {};
};

export const listAliases: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.text('KeyId', KEY_ID_LENGTH);
  const limit = fields.integer('Limit', { min: 1, max: 100 }) ?? 50;
  const marker = fields.text('Marker', { min: 1, max: 1024 });
  fields.check();
  const key = keyId === undefined ? undefined : store.findWithoutAlias(keyId);
  const aliases = store.aliases().filter(({ targetKeyId }) => key === undefined || targetKeyId === key.id);
  return page('Aliases', aliases.map(entryOf), ({ AliasName }) => AliasName, limit, marker);
};

function readAlias(input: Parameters<KmsOperation>[1]): { name: string; targetKeyId: string } {
  const fields = new RequestFields(input);
  const name = fields.requiredText('AliasName', ALIAS_NAME);
  const targetKeyId = fields.requiredText('TargetKeyId', KEY_ID_LENGTH);
  fields.check();
  requireOwnName(name);
  return { name, targetKeyId };
}

function requireOwnName(name: string): void {
  if (!name.startsWith('alias/')) {
    throw new AwsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  // AWS keeps these for the keys that its services make.
  if (name.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', '');
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
