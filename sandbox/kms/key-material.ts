import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { CURVES, RSA_BITS, isEcc, type AsymmetricSpec } from './key-specs.ts';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Makes the pair of a new key. RSA takes tenths of a second, so whoever makes many may hand out made ones. */
export type KeyPairSource = (spec: AsymmetricSpec) => Promise<KeyPair>;

const generate = promisify(generateKeyPair);

export const generatedKeyPair: KeyPairSource = (spec) =>
  isEcc(spec) ? generate('ec', { namedCurve: CURVES[spec] }) : generate('rsa', { modulusLength: RSA_BITS[spec] });
