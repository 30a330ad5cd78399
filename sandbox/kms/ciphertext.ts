import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from '../random-bytes.ts';
import type { SymmetricKey } from './kms-key.ts';

/** Pairs that whoever decrypts must name again. */
export type EncryptionContext = Readonly<Record<string, string>>;

/*
 * A ciphertext blob: version (1 byte), key id (16), initialisation vector (12), tag (16), AES-256-GCM ciphertext.
 * AWS's own form is not published; like it, this one knows which key it belongs to.
 */
const VERSION = 1;
const HEADER_BYTES = 17;
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function encryptWith(
  key: SymmetricKey,
  plaintext: Buffer,
  context: EncryptionContext,
  random: RandomBytes,
): Buffer {
  const header = Buffer.concat([Buffer.of(VERSION), Buffer.from(key.id.replaceAll('-', ''), 'hex')]);
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.secret, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, boundContext(context)]));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, iv, cipher.getAuthTag(), encrypted]);
}

/** The id of the key that made the blob, or undefined when no key of KMS did. */
export function keyIdOf(blob: Buffer): string | undefined {
  if (blob.length < HEADER_BYTES + IV_BYTES + TAG_BYTES || blob[0] !== VERSION) return undefined;
  return blob.toString('hex', 1, HEADER_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @returns undefined when the blob was altered, or was made with another key or context */
export function decryptWith(key: SymmetricKey, blob: Buffer, context: EncryptionContext): Buffer | undefined {
  const [header, iv, tag] = [
    blob.subarray(0, HEADER_BYTES),
    blob.subarray(HEADER_BYTES, HEADER_BYTES + IV_BYTES),
    blob.subarray(HEADER_BYTES + IV_BYTES, HEADER_BYTES + IV_BYTES + TAG_BYTES),
  ];
  const decipher = createDecipheriv('aes-256-gcm', key.secret, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([header, boundContext(context)]));
  decipher.setAuthTag(tag);
  try {
    const encrypted = blob.subarray(HEADER_BYTES + IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** The same bytes for the same pairs, in whatever order they were sent. */
function boundContext(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs));
}
