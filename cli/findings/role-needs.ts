import {
  CLIENT_SECRET_TAG,
  ROTATION_FUNCTION_TAG,
  SIGNING_KEY_TAG,
  TOKEN_SECRET_TAG,
} from '../../infra/access/tag-names.ts';
import type { StackClient } from '../stack/deployed-stack.ts';
import type { ClientFacts } from '../facts/client-facts.ts';

/** Something that a role must be allowed, with what the call would tell IAM. */
export interface RoleNeed {
  readonly actions: readonly string[];
  readonly resource: string;
  /** Values of condition keys; a list for a key that AWS gives several values. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

const KMS_ALGORITHM: Readonly<Record<string, string>> = {
  RS256: 'RSASSA_PKCS1_V1_5_SHA_256',
  PS256: 'RSASSA_PSS_SHA_256',
  ES256: 'ECDSA_SHA_256',
};

/** What a client's rotation does. */
export function rotationNeeds(facts: ClientFacts, encryptionKeyArn: string | undefined, region: string): RoleNeed[] {
  const { client } = facts;
  return [
    {
      actions: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map(ofSecretsManager),
      resource: client.secretArn,
      context: {},
    },
    ...usingKey(['kms:Decrypt', 'kms:GenerateDataKey'], encryptionKeyArn, client.secretArn, region),
    ...copying(facts, encryptionKeyArn, region),
    ...signing(facts, {}),
    ...(client.clientSecretArn === undefined
      ? []
      : [{ actions: [ofSecretsManager('GetSecretValue')], resource: client.clientSecretArn, context: {} }]),
  ];
}

/** What the sweep does for a client. */
export function sweepNeeds(facts: ClientFacts, encryptionKeyArn: string | undefined, region: string): RoleNeed[] {
  const { client } = facts;
  const { rotation } = client.stack;
  const tagged = { [`secretsmanager:ResourceTag/${TOKEN_SECRET_TAG}`]: rotation };
  const secret = (action: string, more: RoleNeed['context'] = {}): RoleNeed => ({
    actions: [ofSecretsManager(action)],
    resource: client.secretArn,
    context: { ...tagged, ...more },
  });
  return [
    secret('DescribeSecret'),
    secret('GetSecretValue'),
    secret('UpdateSecretVersionStage', { 'secretsmanager:VersionStage': ['AWSPENDING'] }),
    secret('RotateSecret'),
    ...usingKey(['kms:Decrypt'], encryptionKeyArn, client.secretArn, region),
    ...signing(facts, { [`aws:ResourceTag/${SIGNING_KEY_TAG}`]: rotation }),
    ...clientSecretOf(client),
    {
      actions: ['lambda:InvokeFunction'],
      resource: client.rotation.arn,
      context: { [`aws:ResourceTag/${ROTATION_FUNCTION_TAG}`]: rotation },
    },
  ];
}

function clientSecretOf({ clientSecretArn, stack }: StackClient): RoleNeed[] {
  if (clientSecretArn === undefined) return [];
  const context = { [`secretsmanager:ResourceTag/${CLIENT_SECRET_TAG}`]: stack.rotation };
  return [{ actions: [ofSecretsManager('GetSecretValue')], resource: clientSecretArn, context }];
}

function signing({ client, report }: ClientFacts, tags: Readonly<Record<string, string>>): RoleNeed[] {
  const signingKeyArn = client.signingKeys?.signingArn;
  if (signingKeyArn === undefined) return [];
  const algorithm = KMS_ALGORITHM[report?.algorithm ?? 'RS256'] ?? '';
  const context = { ...tags, 'kms:MessageType': 'DIGEST', 'kms:SigningAlgorithm': algorithm };
  return [
    { actions: ['kms:Sign'], resource: signingKeyArn, context },
    { actions: ['kms:GetPublicKey'], resource: signingKeyArn, context: tags },
  ];
}

function usingKey(
  actions: readonly string[],
  keyArn: string | undefined,
  secretArn: string,
  region: string,
): RoleNeed[] {
  // Without a key of its own a secret has AWS's, which needs no permission.
  if (keyArn === undefined) return [];
  const context = {
    'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
    'kms:EncryptionContext:SecretARN': secretArn,
  };
  return [{ actions, resource: keyArn, context }];
}

/** What storing a value asks for each copy that it goes to. Whose region's Secrets Manager asks, AWS does not say. */
function copying({ client, secret }: ClientFacts, encryptionKeyArn: string | undefined, ownRegion: string): RoleNeed[] {
  // The copies of a secret that existed before are its owner's to care for.
  const replicas = client.stack.keptIds.has(client.secretArn) ? secret.replicas : [];
  return replicas.flatMap(({ region, keyId }) => {
    const copyArn = client.secretArn.replace(`:${ownRegion}:`, `:${region}:`);
    // An alias or an id does not say which key a policy has to name.
    const keyArn = keyId?.startsWith('arn:') === true ? keyId : undefined;
    return [
      ...usingKey(['kms:Decrypt'], encryptionKeyArn, client.secretArn, region),
      ...[ownRegion, region].flatMap((via) => usingKey(['kms:Encrypt', 'kms:GenerateDataKey'], keyArn, copyArn, via)),
    ];
  });
}

function ofSecretsManager(action: string): string {
  return `secretsmanager:${action}`;
}
