import { KeyObject, verify, webcrypto } from 'node:crypto';

/**
 * Lets WebCrypto verify the simulation's ES256 signatures in this thread. It would use another one, and as one
 * invocation proceeds at a time everything would wait for that: longer than the work takes.
 */
export function verifyInPlace(): void {
  const { subtle } = webcrypto;
  const elsewhere = subtle.verify.bind(subtle);
  const verifyHere: typeof elsewhere = (algorithm, key, signature, data) => {
    if (!isEs256(algorithm)) return elsewhere(algorithm, key, signature, data);
    const publicKey = { key: KeyObject.from(key), dsaEncoding: 'ieee-p1363' } as const;
    return Promise.resolve(
      verify('sha256', Buffer.from(data as Uint8Array), publicKey, Buffer.from(signature as Uint8Array)),
    );
  };
  // Another suite in the same process may do it again.
  Object.defineProperty(subtle, 'verify', { value: verifyHere, configurable: true });
}

function isEs256(algorithm: Parameters<typeof webcrypto.subtle.verify>[0]): boolean {
  return (
    typeof algorithm === 'object' && algorithm.name === 'ECDSA' && 'hash' in algorithm && algorithm.hash === 'SHA-256'
  );
}
