import * as v from 'valibot';
import { texts } from '../../aws/request-shape.ts';
import { tagsOf } from '../key-tags.ts';
import { requireNotPendingDeletion } from '../kms-key.ts';
import { keyId, paging, tags } from '../request-members.ts';
import { operation } from './operation.ts';
import { page } from './page.ts';

export const tagResource = operation(v.object({ KeyId: keyId, Tags: tags }), ({ KeyId, Tags }, _caller, { store }) => {
  const key = store.findWithoutAlias(KeyId);
  requireNotPendingDeletion(key);
  for (const [name, value] of tagsOf(Tags, key.tags)) key.tags.set(name, value);
  return {};
});

export const untagResource = operation(
  v.object({ KeyId: keyId, TagKeys: texts({ least: 1, most: 128 }) }),
  ({ KeyId, TagKeys }, _caller, { store }) => {
    const key = store.findWithoutAlias(KeyId);
    requireNotPendingDeletion(key);
    for (const name of TagKeys) key.tags.delete(name);
    return {};
  },
);

export const listResourceTags = operation(
  v.object({ KeyId: keyId, ...paging(50, 50) }),
  ({ KeyId, Limit, Marker }, _caller, { store }) => {
    const listed = [...store.findWithoutAlias(KeyId).tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    return page('Tags', listed, ({ TagKey }) => TagKey, Limit, Marker);
  },
);
