import { AwsError, type WireObject } from '../aws/aws-service.ts';
import { RequestFields } from '../aws/request-fields.ts';
import { requireNotPendingDeletion } from './kms-key.ts';
import { KEY_ID_LENGTH, type KmsOperation } from './kms-operation.ts';
import { page } from './page.ts';

const MOST_TAGS = 50;

export const tagResource: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  fields.check();
  const key = store.findWithoutAlias(keyId);
  requireNotPendingDeletion(key);
  for (const [name, value] of readTags(fields, key.tags)) key.tags.set(name, value);
  return {};
};

export const untagResource: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  fields.check();
  const key = store.findWithoutAlias(keyId);
  requireNotPendingDeletion(key);
  for (const name of fields.list('TagKeys') as string[]) key.tags.delete(name);
  return {};
};

export const listResourceTags: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  const limit = fields.integer('Limit', { min: 1, max: 50 }) ?? 50;
  const marker = fields.text('Marker', { min: 1, max: 1024 });
  fields.check();
  const tags = [...store.findWithoutAlias(keyId).tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  return page('Tags', tags, ({ TagKey }) => TagKey, limit, marker);
};

/**
 * The tags of a request.
 * @param present the tags that the key has already
 * @throws AwsError `TagException`
 */
export function readTags(fields: RequestFields, present: ReadonlyMap<string, string>): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of fields.list('Tags')) {
    const { TagKey, TagValue } = readTag(tag);
    if (tags.has(TagKey)) throw new AwsError('TagException', 'Duplicate tag keys');
    if (/^aws:/i.test(TagKey)) throw new AwsError('TagException', 'Tags beginning with aws: are reserved');
    tags.set(TagKey, TagValue);
  }
  if (new Set([...present.keys(), ...tags.keys()]).size > MOST_TAGS)
    throw new AwsError('TagException', 'Too many tags');
  return tags;
}

function readTag(tag: unknown): { TagKey: string; TagValue: string } {
  const fields = new RequestFields(Object(tag) as WireObject);
  const TagKey = fields.requiredText('TagKey', { min: 1, max: 128 });
  const TagValue = fields.requiredText('TagValue', { max: 256 });
  fields.check();
  return { TagKey, TagValue };
}
