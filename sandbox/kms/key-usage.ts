import type { RandomBytes } from '../random-bytes.ts';
import type { KmsKey } from './kms-key.ts';
import { uuidOf } from './uuid.ts';

/** The operations that count as uses of a key. */
export const CRYPTOGRAPHIC_OPERATIONS: ReadonlySet<string> = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'Sign',
  'Verify',
]);

/** Notes that a key was used. */
export function recordUsage(key: KmsKey, operation: string, at: number, random: RandomBytes): void {
  key.lastUsage = { operation, at, eventId: uuidOf(random(16)), requestId: uuidOf(random(16)) };
}
