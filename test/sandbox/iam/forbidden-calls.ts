/** What the calls of one client's rotation function are about: ARNs, unless said otherwise. */
export interface ForbiddenGround {
  readonly secret: string;
  readonly otherSecret: string;
  /** The key that signs the client's assertions, or one of another client where it has none. */
  readonly key: string;
  /** What that key signs in, and what it could sign in if its policy let it. */
  readonly algorithm: string;
  readonly otherAlgorithm: string;
  readonly otherKey: string;
  /** What the secrets are encrypted with. */
  readonly encryptionKey: string;
  /** Something encrypted with it, and not by Secrets Manager. */
  readonly ciphertext: Uint8Array;
  readonly function: string;
  readonly otherFunction: string;
  readonly role: string;
  readonly otherRole: string;
}

/** What is tried, the operation, its input, the resource that the refusal names, and why it is refused. */
type ForbiddenCall = readonly [
  what: string,
  operation: `${'secretsmanager' | 'kms' | 'lambda' | 'sts'}:${string}`,
  input: (ground: ForbiddenGround) => object,
  resource: (ground: ForbiddenGround) => string,
  reason?: 'key policy',
];

const NOTHING = () => '*';
const secret = (ground: ForbiddenGround) => ground.secret;
const otherSecret = (ground: ForbiddenGround) => ground.otherSecret;
const key = (ground: ForbiddenGround) => ground.key;
const otherKey = (ground: ForbiddenGround) => ground.otherKey;
const encryptionKey = (ground: ForbiddenGround) => ground.encryptionKey;

const onSecret = ({ secret: SecretId }: ForbiddenGround) => ({ SecretId });
const onOther = ({ otherSecret: SecretId }: ForbiddenGround) => ({ SecretId });
const onKey = ({ key: KeyId }: ForbiddenGround) => ({ KeyId });
const VERSION = '0f6a1c2e-0000-4000-8000-0123456789ab';
const BYTES = new Uint8Array(32);
const signing = (KeyId: string, SigningAlgorithm: string) => ({ KeyId, SigningAlgorithm, Message: BYTES });
const session = (RoleArn: string) => ({ RoleArn, RoleSessionName: 'further' });
const arn = (service: string, rest: string) => `arn:aws:${service}:123456789012:${rest}`;

const OTHER_SECRETS: readonly ForbiddenCall[] = [
  ['read another client’s secret', 'secretsmanager:GetSecretValue', onOther, otherSecret],
  ['describe another client’s secret', 'secretsmanager:DescribeSecret', onOther, otherSecret],
  [
    'find another client’s secret by its name',
    'secretsmanager:GetSecretValue',
    () => ({ SecretId: 'click2mail/hasty' }),
    otherSecret,
  ],
  [
    'find another client’s secret by a part of its ARN',
    'secretsmanager:DescribeSecret',
    (ground) => ({ SecretId: ground.otherSecret.slice(0, -7) }),
    otherSecret,
  ],
  [
    'write into another client’s secret',
    'secretsmanager:PutSecretValue',
    (ground) => ({ ...onOther(ground), SecretString: 'x' }),
    otherSecret,
  ],
  [
    'move another client’s labels',
    'secretsmanager:UpdateSecretVersionStage',
    (ground) => ({ ...onOther(ground), VersionStage: 'AWSCURRENT', MoveToVersionId: VERSION }),
    otherSecret,
  ],
  [
    'read a secret of somebody else',
    'secretsmanager:GetSecretValue',
    () => ({ SecretId: 'production/database' }),
    () => 'production/database',
  ],
];

const OWN_SECRET: readonly ForbiddenCall[] = [
  ['delete its secret', 'secretsmanager:DeleteSecret', onSecret, secret],
  ['restore its secret', 'secretsmanager:RestoreSecret', onSecret, secret],
  ['start a rotation', 'secretsmanager:RotateSecret', onSecret, secret],
  ['turn rotation off', 'secretsmanager:CancelRotateSecret', onSecret, secret],
  ['change its secret', 'secretsmanager:UpdateSecret', onSecret, secret],
  [
    'open its secret to others',
    'secretsmanager:PutResourcePolicy',
    (ground) => ({ ...onSecret(ground), ResourcePolicy: '{}' }),
    secret,
  ],
  ['read its secret’s policy', 'secretsmanager:GetResourcePolicy', onSecret, secret],
  ['take its secret’s policy away', 'secretsmanager:DeleteResourcePolicy', onSecret, secret],
  ['list its secret’s versions', 'secretsmanager:ListSecretVersionIds', onSecret, secret],
  [
    'tag its secret',
    'secretsmanager:TagResource',
    (ground) => ({ ...onSecret(ground), Tags: [{ Key: 'a', Value: 'b' }] }),
    secret,
  ],
  ['untag its secret', 'secretsmanager:UntagResource', (ground) => ({ ...onSecret(ground), TagKeys: ['a'] }), secret],
  [
    'make a secret',
    'secretsmanager:CreateSecret',
    () => ({ Name: 'click2mail/one-more', SecretString: 'x' }),
    () => 'click2mail/one-more',
  ],
  ['list secrets', 'secretsmanager:ListSecrets', () => ({}), NOTHING],
  [
    'read secrets in a batch',
    'secretsmanager:BatchGetSecretValue',
    (ground) => ({ SecretIdList: [ground.secret] }),
    NOTHING,
  ],
];

const SIGNING: readonly ForbiddenCall[] = [
  [
    'sign by another client’s key',
    'kms:Sign',
    (ground) => ({ ...signing(ground.otherKey, 'RSASSA_PKCS1_V1_5_SHA_256'), MessageType: 'DIGEST' }),
    otherKey,
    'key policy',
  ],
  [
    'sign by another client’s key under its alias',
    'kms:Sign',
    () => ({ ...signing('alias/click2mail/hasty', 'RSASSA_PKCS1_V1_5_SHA_256'), MessageType: 'DIGEST' }),
    otherKey,
    'key policy',
  ],
  [
    'sign in another algorithm',
    'kms:Sign',
    (ground) => ({ ...signing(ground.key, ground.otherAlgorithm), MessageType: 'DIGEST' }),
    key,
    'key policy',
  ],
  [
    'sign a message instead of a digest',
    'kms:Sign',
    (ground) => ({ ...signing(ground.key, ground.algorithm), MessageType: 'RAW' }),
    key,
    'key policy',
  ],
  ['sign without saying which', 'kms:Sign', (ground) => signing(ground.key, ground.algorithm), key, 'key policy'],
  ['verify', 'kms:Verify', (ground) => ({ ...signing(ground.key, ground.algorithm), Signature: BYTES }), key],
  ['read another client’s public key', 'kms:GetPublicKey', (ground) => ({ KeyId: ground.otherKey }), otherKey],
];

const KEYS: readonly ForbiddenCall[] = [
  ['change its key’s policy', 'kms:PutKeyPolicy', (ground) => ({ ...onKey(ground), Policy: '{}' }), key],
  [
    'change the encryption key’s policy',
    'kms:PutKeyPolicy',
    (ground) => ({ KeyId: ground.encryptionKey, Policy: '{}' }),
    encryptionKey,
  ],
  ['read its key’s policy', 'kms:GetKeyPolicy', onKey, key],
  ['describe its key', 'kms:DescribeKey', onKey, key],
  ['disable its key', 'kms:DisableKey', onKey, key],
  ['delete its key', 'kms:ScheduleKeyDeletion', onKey, key],
  [
    'decrypt past Secrets Manager',
    'kms:Decrypt',
    (ground) => ({ CiphertextBlob: ground.ciphertext, EncryptionContext: { SecretARN: ground.secret } }),
    encryptionKey,
  ],
  [
    'decrypt past Secrets Manager, naming the key',
    'kms:Decrypt',
    (ground) => ({ KeyId: ground.encryptionKey, CiphertextBlob: ground.ciphertext }),
    encryptionKey,
  ],
  [
    'encrypt past Secrets Manager',
    'kms:Encrypt',
    (ground) => ({ KeyId: ground.encryptionKey, Plaintext: BYTES }),
    encryptionKey,
  ],
  [
    'get a data key past Secrets Manager',
    'kms:GenerateDataKey',
    (ground) => ({ KeyId: ground.encryptionKey, KeySpec: 'AES_256' }),
    encryptionKey,
  ],
  ['make a key', 'kms:CreateKey', () => ({}), NOTHING],
  ['list keys', 'kms:ListKeys', () => ({}), NOTHING],
  [
    'give its key another name',
    'kms:CreateAlias',
    (ground) => ({ AliasName: 'alias/mine', TargetKeyId: ground.key }),
    () => arn('kms:us-east-1', 'alias/mine'),
  ],
  [
    'put another key under a client’s name',
    'kms:UpdateAlias',
    (ground) => ({ AliasName: 'alias/click2mail/acme', TargetKeyId: ground.otherKey }),
    () => arn('kms:us-east-1', 'alias/click2mail/acme'),
  ],
];

const FUNCTIONS_AND_ROLES: readonly ForbiddenCall[] = [
  [
    'invoke its own function',
    'lambda:Invoke',
    (ground) => ({ FunctionName: ground.function }),
    (ground) => ground.function,
  ],
  [
    'invoke another client’s function',
    'lambda:Invoke',
    (ground) => ({ FunctionName: ground.otherFunction }),
    (ground) => ground.otherFunction,
  ],
  [
    'invoke a version of a function',
    'lambda:Invoke',
    (ground) => ({ FunctionName: ground.otherFunction, Qualifier: '$LATEST' }),
    (ground) => `${ground.otherFunction}:$LATEST`,
  ],
  [
    'read a function’s settings',
    'lambda:GetFunction',
    (ground) => ({ FunctionName: ground.otherFunction.split(':').at(-1) }),
    (ground) => ground.otherFunction,
  ],
  ['list functions', 'lambda:ListFunctions', () => ({}), NOTHING],
  [
    'become another client’s role',
    'sts:AssumeRole',
    (ground) => session(ground.otherRole),
    (ground) => ground.otherRole,
  ],
  ['become its own role once more', 'sts:AssumeRole', (ground) => session(ground.role), (ground) => ground.role],
  [
    'become a role that there is not',
    'sts:AssumeRole',
    () => session(arn('iam:', 'role/administrator')),
    () => arn('iam:', 'role/administrator'),
  ],
];

/** Calls that the role of a rotation function must not be able to make. */
export const FORBIDDEN_CALLS = [...OTHER_SECRETS, ...OWN_SECRET, ...SIGNING, ...KEYS, ...FUNCTIONS_AND_ROLES];
