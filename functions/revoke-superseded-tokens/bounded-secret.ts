import { OutOfTime } from '../core/errors.ts';
import type { SecretVersions } from '../core/secret-versions.ts';

/**
 * The secret, as long as there is time: afterwards every call of it is refused. What is still waiting then ends soon,
 * and does nothing in a later invocation of the same process, which would find it with an old view.
 * @param remainingMs milliseconds that are left
 */
export function boundedSecret(secret: SecretVersions, remainingMs: () => number): SecretVersions {
  const inTime = async <T>(call: () => Promise<T>): Promise<T> => {
    if (remainingMs() <= 0) throw new OutOfTime('There was no time left for this client; the next sweep goes on.');
    return call();
  };
  return {
    describe: () => inTime(() => secret.describe()),
    read: (which) => inTime(() => secret.read(which)),
    put: (...put) => inTime(() => secret.put(...put)),
    addLabel: (...move) => inTime(() => secret.addLabel(...move)),
    removeLabel: (...move) => inTime(() => secret.removeLabel(...move)),
    moveCurrent: (...move) => inTime(() => secret.moveCurrent(...move)),
    startRotation: () => inTime(() => secret.startRotation()),
  };
}
