import { hashOf } from './name-hash.ts';

interface SpreadClients {
  readonly stacks: number;
  readonly clients: Readonly<Record<string, { readonly stack?: number }>>;
}

/** The number, from 1 on, of the stack that a client is in: what its setting `stack` says, or one that its name picks. */
export function stackOfClient(name: string, { clients, stacks }: SpreadClients): number {
  return clients[name]?.stack ?? 1 + hashOf(name, 'stack', stacks);
}

/** How many stacks have a vendor: those of the clients that consumers get tokens of. */
export function vendorCount(
  settings: SpreadClients & { readonly consumers: Readonly<Record<string, { readonly client: string }>> },
): number {
  return new Set(Object.values(settings.consumers).map(({ client }) => stackOfClient(client, settings))).size;
}
