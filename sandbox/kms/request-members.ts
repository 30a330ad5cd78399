import * as v from 'valibot';
import { integer, patterned, text } from '../aws/request-shape.ts';

/*
 * Members that several operations share, with the limits of AWS's service model
 * (https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html).
 */

/** An id, key ARN, alias name or alias ARN. */
export const keyId = text(1, 2048);

export const aliasName = patterned(1, 256, /^[a-zA-Z0-9:/_-]+$/);

export const policyName = v.optional(text(1, 128), 'default');
export const policyText = text(1, 131_072);

export const tags = v.array(v.object({ TagKey: text(1, 128), TagValue: text(0, 256) }));

export const encryptionContext = v.optional(v.record(v.string(), v.string()), {});

/** How many items a page has, and where it starts. */
export const paging = (most: number, usual: number) => ({
  Limit: v.optional(integer(1, most), usual),
  Marker: v.optional(text(1, 1024)),
});
