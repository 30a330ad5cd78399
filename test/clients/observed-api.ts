import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { GrantProof } from '../../functions/clients/grant-proof.ts';
import { signAssertion } from '../../functions/core/client-assertion.ts';
import { Click2MailApi, serveClick2MailApi } from '../../sandbox/click2mail-api/click2mail-api.ts';
import { Clock } from '../../sandbox/clock.ts';
import { Faults } from '../../sandbox/faults.ts';
import type { LoopbackRequest, LoopbackResponse } from '../../sandbox/loopback-server.ts';
import { Traffic } from '../../sandbox/traffic.ts';
import { recordSecret } from '../support/secret-watch.ts';

export const CLIENT_ID = 'c2m_acme';
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const KEY_ID = 'acme-2026';

/** Remembers what arrived, before a fault can strike. */
class ObservedApi extends Click2MailApi {
  readonly requests: LoopbackRequest[] = [];

  override handle(request: LoopbackRequest): Promise<LoopbackResponse | undefined> {
    this.requests.push(request);
    return super.handle(request);
  }
}

export type ServedApi = Awaited<ReturnType<typeof startApi>>;

/**
 * The sandbox's API on a port of its own, with one client that has a secret and an ES256 key.
 * @param aheadMs by how much its clock is ahead of this machine's
 */
export async function startApi({ aheadMs = 0 }: { readonly aheadMs?: number } = {}) {
  const clock = new Clock({ startAt: Date.now() + aheadMs });
  const faults = new Faults();
  const secrets = new Set<string>();
  const onSecret = (value: string): void => {
    secrets.add(value);
    recordSecret(value);
  };
  const api = new ObservedApi({ clock, traffic: new Traffic(faults), onSecret });
  const clientSecret = randomBytes(24).toString('base64url');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  api.register({ clientId: CLIENT_ID, clientSecret, keys: [{ kid: KEY_ID, publicKey, algorithm: 'ES256' }] });
  const server = await serveClick2MailApi({ port: 0, api });
  const baseUrl = `${server.origin}/v2`;
  const signingKey = {
    algorithm: 'ES256',
    keyId: KEY_ID,
    sign: (input: string) =>
      Promise.resolve(sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  } as const;

  const byAssertion = async (attempt: string, now: number): Promise<GrantProof> => ({
    kind: 'assertion',
    assertionType: ASSERTION_TYPE,
    assertion: await signAssertion(
      {
        clientId: CLIENT_ID,
        audience: `${baseUrl}/auth/tokens/long`,
        jti: `${attempt}-${randomBytes(16).toString('hex')}`,
        lifetimeSeconds: 120,
      },
      signingKey,
      now,
    ),
  });

  return {
    api,
    faults,
    baseUrl,
    clientSecret,
    /** Every token, client secret, code and assertion. */
    secrets,
    byAssertion,
    bySecret: (): Promise<GrantProof> => Promise.resolve({ kind: 'client-secret', clientSecret }),
    /** The requests since the last time this was asked. */
    arrived: () => api.requests.splice(0),
    close: () => server.close(),
  };
}

/** What a request's body says. */
export function jsonOf({ body }: LoopbackRequest): Record<string, unknown> {
  return JSON.parse(body.toString()) as Record<string, unknown>;
}
