import * as v from 'valibot';
import { blob, listOf, patterned, sensitive, text, texts } from '../aws/request-shape.ts';

/*
 * Members that several operations share, with the limits of AWS's service model
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/).
 */

/** Name, ARN, or ARN without its suffix. Its characters are looked at when the secret is looked up. */
export const secretId = text(1, 2048);

export const versionId = text(32, 64);
export const stage = text(1, 256);
export const stages = texts({ least: 1, most: 256 }, 1, 20);

/** AWS's quota is in bytes, not characters. */
export const secretString = sensitive(
  v.pipe(
    v.string(),
    v.minLength(1, 'have length greater than or equal to 1'),
    v.maxBytes(65_536, 'have length less than or equal to 65536'),
  ),
);

/** It stays base64. */
export const secretBinary = sensitive(
  v.pipe(
    blob(1, 65_536),
    v.transform((binary) => binary.toString('base64')),
  ),
);

const REGION = /^([a-z]+-)+\d+$/;

export const regions = texts({ least: 1, most: 128, pattern: REGION }, 1);
export const replicaRegions = listOf(
  v.object({ Region: patterned(1, 128, REGION), KmsKeyId: v.optional(text(0, 2048)) }),
  1,
  Infinity,
);

export const tags = v.array(v.object({ Key: text(1, 128), Value: v.optional(text(0, 256), '') }));
