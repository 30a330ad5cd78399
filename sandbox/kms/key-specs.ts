/** A kind of key that the sandbox can make. */
export type KeySpec = 'SYMMETRIC_DEFAULT' | RsaSpec | EccSpec;
export type RsaSpec = 'RSA_2048' | 'RSA_3072' | 'RSA_4096';
export type EccSpec = 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521';
export type AsymmetricSpec = RsaSpec | EccSpec;

export type KeyUsage = 'SIGN_VERIFY' | 'ENCRYPT_DECRYPT';

export type HashName = 'sha256' | 'sha384' | 'sha512';

/** How a signing algorithm of AWS's works. */
export interface SigningAlgorithm {
  readonly scheme: 'pkcs1' | 'pss' | 'ecdsa';
  readonly hash: HashName;
}

export const RSA_BITS = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 } as const satisfies Record<RsaSpec, number>;

/** The curves by OpenSSL's names. */
export const CURVES = {
  ECC_NIST_P256: 'prime256v1',
  ECC_NIST_P384: 'secp384r1',
  ECC_NIST_P521: 'secp521r1',
} as const satisfies Record<EccSpec, string>;

export const SIGNING_ALGORITHMS = {
  RSASSA_PKCS1_V1_5_SHA_256: { scheme: 'pkcs1', hash: 'sha256' },
  RSASSA_PKCS1_V1_5_SHA_384: { scheme: 'pkcs1', hash: 'sha384' },
  RSASSA_PKCS1_V1_5_SHA_512: { scheme: 'pkcs1', hash: 'sha512' },
  RSASSA_PSS_SHA_256: { scheme: 'pss', hash: 'sha256' },
  RSASSA_PSS_SHA_384: { scheme: 'pss', hash: 'sha384' },
  RSASSA_PSS_SHA_512: { scheme: 'pss', hash: 'sha512' },
  ECDSA_SHA_256: { scheme: 'ecdsa', hash: 'sha256' },
  ECDSA_SHA_384: { scheme: 'ecdsa', hash: 'sha384' },
  ECDSA_SHA_512: { scheme: 'ecdsa', hash: 'sha512' },
} as const satisfies Record<string, SigningAlgorithm>;

export type SigningAlgorithmName = keyof typeof SIGNING_ALGORITHMS;

/** What AWS's model also lists; the sandbox makes no keys for them. */
export const OTHER_SIGNING_ALGORITHMS = [
  'SM2DSA',
  'ML_DSA_SHAKE_256',
  'ED25519_SHA_512',
  'ED25519_PH_SHA_512',
] as const;

/** What AWS's model lists besides the specs that the sandbox can make. */
export const OTHER_KEY_SPECS = [
  'ECC_SECG_P256K1',
  'ECC_NIST_EDWARDS25519',
  'HMAC_224',
  'HMAC_256',
  'HMAC_384',
  'HMAC_512',
  'ML_DSA_44',
  'ML_DSA_65',
  'ML_DSA_87',
  'SM2',
] as const;

export const KEY_SPECS = [
  'SYMMETRIC_DEFAULT',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
] as const satisfies readonly KeySpec[];

const ECDSA_OF = {
  ECC_NIST_P256: 'ECDSA_SHA_256',
  ECC_NIST_P384: 'ECDSA_SHA_384',
  ECC_NIST_P521: 'ECDSA_SHA_512',
} as const satisfies Record<EccSpec, SigningAlgorithmName>;

/** An elliptic-curve key signs with the one hash of its curve, an RSA key with all of them. */
export function signingAlgorithmsOf(spec: AsymmetricSpec): SigningAlgorithmName[] {
  if (isEcc(spec)) return [ECDSA_OF[spec]];
  return (Object.keys(SIGNING_ALGORITHMS) as SigningAlgorithmName[]).filter((name) => name.startsWith('RSASSA_'));
}

/** The algorithms that a key for encryption knows. */
export function encryptionAlgorithmsOf(spec: KeySpec): string[] {
  return spec === 'SYMMETRIC_DEFAULT' ? ['SYMMETRIC_DEFAULT'] : ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'];
}

export function isEcc(spec: KeySpec): spec is EccSpec {
  return spec in CURVES;
}
