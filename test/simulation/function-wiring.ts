import { sign } from 'node:crypto';
import type { GrantProof } from '../../functions/clients/grant-proof.ts';
import type { AssertionKey } from '../../functions/core/client-assertion.ts';
import type { SecretVersions } from '../../functions/core/secret-versions.ts';
import type { TokenApi } from '../../functions/core/token-api.ts';
import type { Proving } from '../../functions/lambda/client-api.ts';
import { type ClientPlan, clientId, clientSecretName, scopesOf, secretName, ttlSeconds } from './client-plan.ts';
import { logOf } from './telling.ts';
import { apiPost, BASE_URL } from './world/api-post.ts';
import type { Invocation } from './world/invocation.ts';
import { secretsManagerClient } from './world/secrets-manager-client.ts';
import { KEY_ID, SIGNING_KEY, type World } from './world/world.ts';

/** What every function is given, for one client. */
export function wired(world: World, client: ClientPlan, invocation: Invocation, proof?: () => Promise<GrantProof>) {
  const { functions, time, random } = world;
  const isUnreadable = (versionId: string) => world.unreadable.has(versionId);
  const secretsManager = secretsManagerClient(world.secretsManager, invocation, client.name, random, isUnreadable);
  const secret: SecretVersions = functions.secretVersions({
    secretsManager,
    secretArn: secretName(client),
    client: client.name,
  });
  const clock = () => time.now();
  const wait = (ms: number) => time.wait(ms);
  const log = logOf(world, client);
  const prove = proof ?? grantOf(world, client, invocation);
  const api: TokenApi = functions.click2MailAuth({
    baseUrl: BASE_URL,
    client: client.name,
    clientId: clientId(client),
    prove: (attempt, now) => {
      invocation.attempts.set(client.name, attempt);
      return prove({ attempt, now, secret, exchange: (...asked) => api.exchange(...asked) });
    },
    clock,
    remainingMs: () => invocation.remainingMs(),
    wait,
    post: apiPost(world.api, invocation, client.name, functions),
    log,
  });
  return {
    client: client.name,
    clientId: clientId(client),
    request: { scopes: scopesOf(client), ttlSeconds: ttlSeconds(client) },
    graceSeconds: client.graceSeconds,
    secret,
    api,
    clock,
    wait,
    newAttempt: () => random.bytes(6).toString('hex'),
    log,
  };
}

function grantOf(world: World, client: ClientPlan, invocation: Invocation): (proving: Proving) => Promise<GrantProof> {
  const { functions, random } = world;
  switch (client.grant) {
    case 'assertion':
      return async ({ attempt, now }) => {
        const assertion = await functions.signAssertion(
          {
            clientId: clientId(client),
            audience: `${BASE_URL}/auth/tokens/long`,
            jti: `${attempt}-${random.bytes(16).toString('hex')}`,
            lifetimeSeconds: 240,
          },
          signingKey(world, client, invocation),
          now,
        );
        world.secrets.add(assertion);
        return {
          kind: 'assertion',
          assertionType: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          assertion,
        };
      };
    case 'client-secret':
      return functions.clientSecretGrant({
        client: client.name,
        secretsManager: secretsManagerClient(world.secretsManager, invocation, client.name, random),
        clientSecretArn: clientSecretName(client),
      });
    case 'short-term-token':
      return functions.shortTermTokenGrant(client.name);
  }
}

/** A key of this process in place of KMS; its use is a call that faults strike. */
function signingKey({ functions }: World, client: ClientPlan, invocation: Invocation): AssertionKey {
  const fail = (): never => {
    throw new functions.AssertionNotSigned('KMS did not sign.', { client: client.name });
  };
  return {
    algorithm: 'ES256',
    keyId: KEY_ID,
    sign: (input) =>
      invocation.call<Uint8Array>(
        { service: 'kms', operation: 'Sign', client: client.name },
        {
          isAskedAgain: true,
          act: () =>
            Promise.resolve(
              sign('sha256', Buffer.from(input), { key: SIGNING_KEY.privateKey, dsaEncoding: 'ieee-p1363' }),
            ),
          refused: fail,
          unanswered: fail,
          garbled: fail,
        },
      ),
  };
}
