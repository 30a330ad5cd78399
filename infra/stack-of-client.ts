import { hashOf } from './name-hash.ts';

/** The number, from 1 on, of the stack that a client is in, unless its setting `stack` says otherwise. */
export function stackOfClient(name: string, stacks: number): number {
  return 1 + hashOf(name, 'stack', stacks);
}
