import { createHash, randomBytes } from 'node:crypto';
import type { HashName } from './key-specs.ts';

/**
 * EMSA-PSS-ENCODE, RFC 8017 §9.1.1, from step 3 on, with MGF1 of the same hash and a salt as long as the digest.
 * @param bits one less than the bits of the modulus; a multiple of 8 plus 7 for every RSA key of AWS's
 */
export function encodePss(hash: HashName, digest: Buffer, bits: number): Buffer {
  const salt = randomBytes(digest.length);
  const length = Math.ceil(bits / 8);
  const block = Buffer.alloc(length - digest.length - 1);
  block[block.length - salt.length - 1] = 0x01;
  salt.copy(block, block.length - salt.length);
  const hashed = saltedHash(hash, digest, salt);
  const masked = mask(hash, hashed, block);
  masked[0] = (masked[0] ?? 0) & topMask(bits, length);
  return Buffer.concat([masked, hashed, Buffer.of(0xbc)]);
}

/** EMSA-PSS-VERIFY, RFC 8017 §9.1.2, from step 3 on. */
export function matchesPss(hash: HashName, digest: Buffer, encoded: Buffer, bits: number): boolean {
  const blockLength = encoded.length - digest.length - 1;
  const masked = encoded.subarray(0, blockLength);
  const hashed = encoded.subarray(blockLength, -1);
  const keptBits = topMask(bits, encoded.length);
  if (encoded.at(-1) !== 0xbc || ((masked[0] ?? 0) & ~keptBits) !== 0) return false;
  const block = mask(hash, hashed, masked);
  block[0] = (block[0] ?? 0) & keptBits;
  const padding = block.subarray(0, blockLength - digest.length - 1);
  if (padding.some((byte) => byte !== 0) || block[padding.length] !== 0x01) return false;
  return saltedHash(hash, digest, block.subarray(padding.length + 1)).equals(hashed);
}

function saltedHash(hash: HashName, digest: Buffer, salt: Buffer): Buffer {
  return createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
}

/** XORs the block with MGF1 of the seed. RFC 8017 §B.2.1 */
function mask(hash: HashName, seed: Buffer, block: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let counter = 0, length = 0; length < block.length; counter += 1, length += seed.length) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    chunks.push(createHash(hash).update(seed).update(count).digest());
  }
  const stream = Buffer.concat(chunks);
  return Buffer.from(block.map((byte, index) => byte ^ (stream[index] ?? 0)));
}

/** The bits of the first byte that the modulus leaves free. */
function topMask(bits: number, length: number): number {
  return 0xff >> (8 * length - bits);
}
