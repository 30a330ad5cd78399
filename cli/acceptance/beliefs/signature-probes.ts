import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { compactVerify } from 'jose';
import { kmsSigner } from '../../../functions/clients/kms-signer.ts';
import type { AssertionAlgorithm } from '../../../functions/core/client-assertion.ts';
import type { Probe } from '../probe.ts';
import type { Scratch } from './scratch.ts';

const base64url = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');

/** Whether what KMS signs is what JSON Web Signatures want, verified by a library that is not ours. */
export const SIGNATURE_PROBES: readonly Probe<Scratch>[] = (['ES256', 'RS256', 'PS256'] as const).map((algorithm) => ({
  name: `sign-${algorithm.toLowerCase()}`,
  question: `Does a JWS verify whose digest KMS signed in ${algorithm}?`,
  beliefs: ['kms-signature'],
  run: (scratch) => signedAndVerified(scratch, algorithm),
}));

async function signedAndVerified({ run, keys }: Scratch, algorithm: AssertionAlgorithm): Promise<string> {
  const { kms } = run.aws;
  const key = algorithm === 'ES256' ? keys.ellipticCurve : keys.rsa;
  const signer = await kmsSigner({ kms, key, algorithm, client: run.name })();
  const signingInput = `${base64url({ alg: algorithm, kid: signer.keyId })}.${base64url({ run: run.name })}`;
  const signature = Buffer.from(await signer.sign(signingInput));
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: key }));
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
  await compactVerify(`${signingInput}.${signature.toString('base64url')}`, publicKey);
  return `${signature.length} bytes, verified`;
}
