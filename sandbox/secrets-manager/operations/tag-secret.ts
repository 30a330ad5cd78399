import * as v from 'valibot';
import { texts } from '../../aws/request-shape.ts';
import { secretId, tags } from '../request-members.ts';
import { operation } from './operation.ts';

export const tagResource = operation(
  v.object({ SecretId: secretId, Tags: tags }),
  ({ SecretId, Tags }, caller, { store, clock }) => {
    const secret = store.findPrimary(SecretId, caller);
    secret.tags ??= new Map();
    for (const { Key, Value } of Tags) secret.tags.set(Key, Value);
    secret.changedAt = clock.now();
    return {};
  },
);

export const untagResource = operation(
  v.object({ SecretId: secretId, TagKeys: texts({ least: 1, most: 128 }) }),
  ({ SecretId, TagKeys }, caller, { store, clock }) => {
    const secret = store.findPrimary(SecretId, caller);
    for (const key of TagKeys) secret.tags?.delete(key);
    secret.changedAt = clock.now();
    return {};
  },
);
