import * as v from 'valibot';
import { text } from '../aws/checked-input.ts';

/*
 * Members that several operations share, with the limits of AWS's service model
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/).
 */

/** Name, ARN, or ARN without its suffix. Its characters are looked at when the secret is looked up. */
export const secretId = text(1, 2048);

export const versionId = text(32, 64);
export const stage = text(1, 256);

/** AWS's quota is in bytes, not characters. */
export const secretString = v.pipe(text(1, 65_536), v.maxBytes(65_536, 'have length less than or equal to 65536'));

/** Base64 on the wire. */
export const secretBinary = v.pipe(
  v.string(),
  v.base64('be base64'),
  v.check(
    (binary) => binary.length > 0 && Buffer.byteLength(binary, 'base64') <= 65_536,
    'have length between 1 and 65536',
  ),
);

export const tags = v.array(v.object({ Key: text(1, 128), Value: v.optional(text(0, 256), '') }));
