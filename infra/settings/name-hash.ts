import { createHash } from 'node:crypto';

/**
 * A number from 0 to below `count` that a name always has, evenly spread over many names. Another purpose gives an
 * independent number, so that clients of one stack do not share an hour as well.
 */
export function hashOf(name: string, purpose: 'stack' | 'hour' | 'day', count: number): number {
  return createHash('sha256').update(`${purpose}/${name}`).digest().readUInt32BE(0) % count;
}
