import type { KeySlot } from '../lambda/settings.ts';

/**
 * The signing keys of a client by their slots, from `a=<ARN> b=<ARN>`, as the stack writes it into the environment of
 * the client's rotation function.
 */
export function parseKeySlots(text: string): ReadonlyMap<KeySlot, string> {
  return new Map(text.split(' ').map((entry) => [entry.slice(0, 1) as KeySlot, entry.slice(2)]));
}
