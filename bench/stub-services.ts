import { generateKeyPairSync, type KeyObject, privateEncrypt } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** The version that is current in every secret of the stub. */
const CURRENT = '11111111-1111-4111-8111-111111111111';

/** The version that a rotation of a secret with `rotating` in its name is to fill. */
export const PENDING_VERSION = '22222222-2222-4222-8222-222222222222';

const HOUR_S = 3600;
const SHORT_LIFE_S = 900;
const LONG_LIFE_S = 90 * 24 * HOUR_S;

type Fields = Readonly<Record<string, unknown>>;

/** Secrets Manager, KMS and the Click2Mail API that answer at once and remember nothing but how often they were asked. */
export interface StubServices {
  readonly origin: string;
  /** How often each operation was called. */
  readonly calls: ReadonlyMap<string, number>;
  forget(): void;
  close(): Promise<void>;
}

/**
 * Starts the stub on a free port of this machine. It is for measuring what runs before and between calls: both sides
 * get the same answers, at next to no cost.
 */
export async function startStubServices(): Promise<StubServices> {
  const calls = new Map<string, number>();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = createServer((request, response) => {
    const target = request.headers['x-amz-target'];
    const operation = (typeof target === 'string' ? target.split('.') : request.url?.split('/v2'))?.at(-1) ?? '';
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    const reply = (body: unknown): void => {
      const content = answer(operation, Object(body) as Fields);
      const isRefusal = content?.['__type'] !== undefined;
      const success = operation.startsWith('/') ? 201 : 200;
      response.writeHead(content === undefined ? 204 : isRefusal ? 400 : success, {
        'content-type': operation.startsWith('/') ? 'application/json' : 'application/x-amz-json-1.1',
      });
      response.end(content === undefined ? undefined : JSON.stringify(content));
    };
    json(request).then(reply, () => reply(undefined));
  });
  const answer = (operation: string, fields: Fields): Fields | undefined => {
    const now = Date.now();
    switch (operation) {
      case '/auth/tokens/long':
        return token('c2m_long', now, LONG_LIFE_S, fields['scopes']);
      case '/auth/tokens/short':
        return token('c2m_short', now, SHORT_LIFE_S, fields['scopes']);
      case 'DescribeSecret':
        return describedSecret(String(fields['SecretId']), now);
      case 'GetSecretValue':
        return secretValue(fields, now);
      case 'GetPublicKey':
        return {
          KeyId: fields['KeyId'],
          PublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
        };
      case 'Sign':
        return { KeyId: fields['KeyId'], Signature: signature(String(fields['Message']), privateKey) };
      case 'DescribeKey':
        return { KeyMetadata: { KeyId: fields['KeyId'], KeyState: 'Enabled', Enabled: true } };
      default:
        return operation.startsWith('/') ? undefined : { VersionId: fields['ClientRequestToken'] ?? CURRENT };
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    forget: () => calls.clear(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function token(value: string, now: number, lifeSeconds: number, scopes: unknown): Fields {
  return {
    token_type: 'Bearer',
    access_token: `${value}_${'x'.repeat(500)}`,
    expires_in: lifeSeconds,
    expires_at: new Date(now + lifeSeconds * 1000).toISOString(),
    token_id: `tok_${value}`,
    ...(Array.isArray(scopes) && scopes.length > 0 ? { scopes } : {}),
  };
}

function describedSecret(secretId: string, now: number): Fields {
  return {
    ARN: secretId,
    RotationEnabled: true,
    NextRotationDate: now / 1000 + 24 * HOUR_S,
    LastChangedDate: now / 1000 - HOUR_S,
    VersionIdsToStages: {
      [CURRENT]: ['AWSCURRENT', `click2mail:${CURRENT}`],
      ...(secretId.includes('rotating') ? { [PENDING_VERSION]: ['AWSPENDING'] } : {}),
    },
  };
}

function secretValue({ SecretId, VersionId = CURRENT }: Fields, now: number): Fields {
  if (VersionId === PENDING_VERSION) return { __type: 'ResourceNotFoundException', Message: 'It has no value yet.' };
  // The sweep goes by secrets of which each holds a token of its own client.
  const client = /globex|initech/.exec(String(SecretId))?.[0] ?? 'acme';
  const stored = {
    client_id: `c2m_${client}`,
    ...token('c2m_stored', now, LONG_LIFE_S, ['jobs:submit', 'templates:read', 'tokens:write']),
    issued_at: new Date(now).toISOString(),
  };
  const value = String(SecretId).includes('client_secret') ? { client_secret: 's'.repeat(40) } : stored;
  const SecretString = JSON.stringify(value);
  return { ARN: SecretId, Name: SecretId, VersionId, VersionStages: ['AWSCURRENT'], SecretString };
}

/** KMS is given the digest; Node signs only what it digests itself, so the digest is padded here and encrypted raw. */
function signature(digestBase64: string, key: KeyObject): string {
  const digestInfo = Buffer.concat([
    Buffer.from('3031300d060960864801650304020105000420', 'hex'),
    Buffer.from(digestBase64, 'base64'),
  ]);
  return privateEncrypt(key, digestInfo).toString('base64');
}
