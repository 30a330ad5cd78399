import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KeyProbeAnswer } from '../../../functions/grants/key-probe.ts';
import { readSigningKeys } from '../../../functions/grants/signing-key-slots.ts';
import type { PolicyDocument } from '../../../sandbox/iam/roles.ts';
import { assumeRole, refusalOf } from '../../sandbox/iam/role-clients.ts';
import { assemblyWith } from '../../support/assembly.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '2h' };
const BOTH = { keySlots: ['a', 'b'] };

const ASSEMBLY = assemblyWith({
  clients: {
    acme: { clientId: 'c2m_acme', ...CLIENT, assertion: { ...BOTH, algorithm: 'ES256' } },
    padded: {
      clientId: 'c2m_padded',
      ...CLIENT,
      assertion: { ...BOTH, algorithm: 'PS256', keyId: { a: 'padded-1', b: 'padded-2' } },
    },
    globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
  },
});

let running: TestSandbox;
beforeAll(async () => {
  running = await TestSandbox.start(ASSEMBLY);
});
afterAll(() => running.stop());

const rotationOf = (name: string) => {
  const found = running.sandbox.lambda.functions().find(({ environment }) => environment['CLIENT_NAME'] === name);
  if (found === undefined) throw new Error(`There is no client ${name}.`);
  return found;
};

const keyOf = (name: string, slot: 'a' | 'b') => readSigningKeys(rotationOf(name).environment)?.arns.get(slot) ?? '';

const invoke = async (name: string, event: object) => {
  const { functionError, payload } = await running.sandbox.lambda.invoke(
    rotationOf(name).functionName,
    Buffer.from(JSON.stringify(event)),
  );
  const answer = JSON.parse(payload.toString()) as KeyProbeAnswer & { errorType?: string; errorMessage?: string };
  return { failed: functionError !== undefined, ...answer };
};

const probe = (client: string, slot: 'a' | 'b') => invoke(client, { client, probe_signing_key: slot });

const send = (clientId: string, name: string, kid: string) =>
  running.sandbox.api.addKey(clientId, {
    kid,
    publicKey: running.sandbox.kms.publicKeyOf(keyOf(name, 'b')),
    algorithm: name === 'acme' ? 'ES256' : 'PS256',
  });

describe('a probe of a signing key', () => {
  test('of the one that signs is accepted, and its token revoked', async () => {
    expect(await probe('acme', 'a')).toMatchObject({ client: 'acme', slot: 'a', accepted: true, revoked: true });
    const [token] = running.client('acme').longTermTokens.slice(-1);
    expect(token).toMatchObject({ grant: 'assertion', scopes: ['tokens:revoke'], state: 'revoked' });
    expect(Date.parse(token?.expiresAt ?? '') - Date.parse(token?.issuedAt ?? '')).toBe(60 * 60 * 1000);
  });

  test('of one that Click2Mail does not know is not accepted, and the answer says why', async () => {
    const answer = await probe('acme', 'b');
    expect(answer).toMatchObject({ accepted: false, revoked: false, failure: { code: 'TOKEN_REFUSED' } });
    expect(answer.kid).toMatch(/^[\w-]{43}$/);
  });

  test('of one that was sent is accepted beside the other, under the kid that was set for it', async () => {
    expect(await probe('padded', 'b')).toMatchObject({ accepted: false, kid: 'padded-2' });
    send('c2m_padded', 'padded', 'padded-2');
    expect(await probe('padded', 'b')).toMatchObject({ accepted: true, kid: 'padded-2' });
    expect(await probe('padded', 'a')).toMatchObject({ accepted: true, kid: 'padded-1' });
  });

  test('changes nothing in the token secret', async () => {
    const before = JSON.stringify(running.sandbox.state().clients);
    await probe('acme', 'a');
    expect(JSON.stringify(running.sandbox.state().clients)).toBe(before);
  });

  test.each([
    ['another client', { client: 'padded', probe_signing_key: 'b' }, 'name the client acme'],
    ['no client', { probe_signing_key: 'b' }, 'name the client acme'],
    ['a slot that is none', { client: 'acme', probe_signing_key: 'c' }, 'is to be "a" or "b"'],
    ['anything else', { client: 'acme', probe_signing_key: 'b', Step: 'createSecret' }, 'has fields besides'],
  ])('with %s is refused', async (_what, event, message) => {
    expect(await invoke('acme', event)).toMatchObject({
      failed: true,
      errorType: 'InvalidOrder',
      errorMessage: expect.stringContaining(message),
    });
  });

  test('is unknown to a client that signs nothing', async () => {
    expect(await probe('globex', 'b')).toMatchObject({ failed: true, errorType: 'InvalidRotationEvent' });
  });
});

describe('the key in the other slot', () => {
  test('signs for its own client and the sweep alone, before it is activated', async () => {
    const Sign = {
      KeyId: keyOf('acme', 'b'),
      Message: new Uint8Array(32),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    } as const;
    const sweep = running.sandbox.lambda
      .functions()
      .find(({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === 'revoke-superseded-tokens');
    for (const roleArn of [rotationOf('acme').roleArn, sweep?.roleArn ?? '']) {
      const role = await assumeRole(running.sandbox, roleArn);
      expect((await role.kms.sign(Sign)).Signature).toBeDefined();
      role.destroy();
    }
    const stranger = await assumeRole(running.sandbox, rotationOf('padded').roleArn);
    expect((await refusalOf(stranger.kms.sign(Sign))).name).toBe('AccessDeniedException');
    stranger.destroy();
  });

  test('needs its place in the statement of the rotation role: without it, the probe says so', async () => {
    send('c2m_acme', 'acme', (await probe('acme', 'b')).kid ?? '');
    expect(await probe('acme', 'b')).toMatchObject({ accepted: true });
    const { roles } = running.sandbox;
    const role = roles.withArn(rotationOf('acme').roleArn);
    for (const [name, document] of role?.policies ?? []) {
      roles.putPolicy(role?.name ?? '', name, without(keyOf('acme', 'b'), document));
    }
    // The public key is fetched once; the signature is asked for each time.
    expect(await probe('acme', 'b')).toMatchObject({
      accepted: false,
      failure: { code: 'ASSERTION_NOT_SIGNED', message: expect.stringContaining('AccessDenied') },
    });
    expect(await probe('acme', 'a')).toMatchObject({ accepted: true });
  });
});

function without(arn: string, document: PolicyDocument): PolicyDocument {
  const statements = document['Statement'] as readonly { readonly Resource: unknown }[];
  return {
    ...document,
    Statement: statements.map((one) =>
      Array.isArray(one.Resource) ? { ...one, Resource: one.Resource.filter((each) => each !== arn) } : one,
    ),
  };
}
