import { Lazy, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  type Conditions,
  type IPrincipal,
  type Role,
} from 'aws-cdk-lib/aws-iam';
import { Alias, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { accountAdministersKey } from './access/key-administration.ts';
import { SIGNING_KEY_TAG, tagForStack } from './access/resource-tags.ts';
import { type AssertionSettings, rsaKeySize } from './settings/assertion.ts';

/** A key that signs assertions, ours or one that existed. */
export interface SigningKey {
  readonly keyArn: string;
  /** What a command names it by: its alias, or its ARN. */
  readonly keyId: string;
  /** Whether this stack made it, so that its policy and its tag are the stack's. */
  readonly isOwn: boolean;
  /** Lets a role sign, as far as that is for the key's own policy to say. */
  admit(role: Role): void;
}

/** KMS's names for the algorithms of JSON Web Signatures (RFC 7518, section 3.1). */
export const KMS_ALGORITHM = {
  RS256: 'RSASSA_PKCS1_V1_5_SHA_256',
  PS256: 'RSASSA_PSS_SHA_256',
  ES256: 'ECDSA_SHA_256',
} as const;

export const KMS_ALGORITHMS = Object.values(KMS_ALGORITHM);

interface AssertionSigningKeyProps {
  readonly alias: string;
  readonly description: string;
  readonly assertion: AssertionSettings;
}

/**
 * The key that signs a client's assertions and never leaves KMS. Only the roles that were granted it can sign, in one
 * algorithm; nobody else can, whatever their own policies or a grant say. The account's administrators manage the key
 * and may read its public half, which Click2Mail needs.
 *
 * The kind of key is part of its logical id, because KMS cannot change it: another kind is another key, to which the
 * alias moves, and the old one is kept.
 */
export class AssertionSigningKey extends Construct implements SigningKey {
  readonly keyArn: string;
  readonly keyId: string;
  readonly isOwn = true;
  readonly #algorithm: string;
  readonly #signers: string[] = [];

  constructor(scope: Construct, id: string, { alias, description, assertion }: AssertionSigningKeyProps) {
    super(scope, id);
    this.#algorithm = KMS_ALGORITHM[assertion.algorithm];
    const keySpec = kmsKeySpec(assertion);
    const key = new Key(this, keySpec, {
      description,
      keySpec,
      keyUsage: KeyUsage.SIGN_VERIFY,
      policy: this.#keyPolicy(),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    tagForStack(key, SIGNING_KEY_TAG);
    new Alias(this, 'Alias', { aliasName: alias, targetKey: key });
    this.keyArn = key.keyArn;
    this.keyId = alias;
    this.node.addValidation({
      validate: () => (this.#signers.length > 0 ? [] : ['Nobody can sign with this key: grant it to a role.']),
    });
  }

  admit(role: Role): void {
    if (!this.#signers.includes(role.roleArn)) this.#signers.push(role.roleArn);
  }

  #keyPolicy(): PolicyDocument {
    const account = new AccountRootPrincipal();
    const signers = Lazy.list({ produce: () => this.#signers });
    return new PolicyDocument({
      statements: [
        accountAdministersKey(),
        // The account stands for the roles' own policies: a role named as the principal would be lost for the key
        // when it is made again under its old name.
        onThisKey('SignersMaySign', Effect.ALLOW, account, ['kms:Sign'], {
          ArnEquals: { 'aws:PrincipalArn': signers },
        }),
        // belief: key-policy-denies
        denySign('NobodyElseSigns', { ArnNotEquals: { 'aws:PrincipalArn': signers } }),
        // Two statements, because the conditions of a single one would have to hold together for it to deny.
        denySign('DigestsOnly', { StringNotEquals: { 'kms:MessageType': 'DIGEST' } }),
        denySign('OneAlgorithmOnly', { StringNotEquals: { 'kms:SigningAlgorithm': this.#algorithm } }),
      ],
    });
  }
}

/** A key that somebody else made. Its policy is theirs, and has to let the role in. */
export function existingSigningKey(keyArn: string): SigningKey {
  return { keyArn, keyId: keyArn, isOwn: false, admit: () => undefined };
}

/**
 * What signing takes: the signature of a digest, and the public half that it is checked against.
 * @param keyArns of keys, or a pattern
 * @param tags what the tags of the keys must be, as condition keys
 */
export function signStatements(
  keyArns: readonly string[],
  algorithms: readonly string[],
  tags: Readonly<Record<string, string>> = {},
): PolicyStatement[] {
  const [only, ...others] = algorithms;
  const agreed = {
    // belief: sign-conditions
    'kms:MessageType': 'DIGEST',
    'kms:SigningAlgorithm': others.length === 0 ? only : algorithms,
  };
  const bound = Object.keys(tags).length === 0 ? {} : { StringEquals: tags };
  return [
    new PolicyStatement({
      sid: 'SignAssertions',
      actions: ['kms:Sign'],
      resources: [...keyArns],
      conditions: { StringEquals: { ...tags, ...agreed } },
    }),
    new PolicyStatement({
      sid: 'ReadPublicKey',
      actions: ['kms:GetPublicKey'],
      resources: [...keyArns],
      conditions: bound,
    }),
  ];
}

function denySign(sid: string, conditions: Conditions): PolicyStatement {
  return onThisKey(sid, Effect.DENY, new AnyPrincipal(), ['kms:Sign'], conditions);
}

/** In a key's policy, the resource `*` is the key itself. */
function onThisKey(sid: string, effect: Effect, principal: IPrincipal, actions: string[], conditions: Conditions = {}) {
  return new PolicyStatement({ sid, effect, principals: [principal], actions, resources: ['*'], conditions });
}

function kmsKeySpec(assertion: AssertionSettings): KeySpec {
  const keySize = rsaKeySize(assertion);
  if (keySize === undefined) return KeySpec.ECC_NIST_P256;
  return { 2048: KeySpec.RSA_2048, 3072: KeySpec.RSA_3072, 4096: KeySpec.RSA_4096 }[keySize];
}
