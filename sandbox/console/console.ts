import type { LoopbackPort, LoopbackServer } from '../loopback-server.ts';
import type { Services } from '../services.ts';
import type { StandingStacks } from '../standing-stacks.ts';
import { settingsOf } from '../stack/local-assets.ts';
import { serveConsole } from './console-server.ts';
import { type KeyOrderBody, registerKey } from './key-orders.ts';
import { sandboxState, type SandboxState } from './state.ts';
import { TokenOrders } from './token-orders.ts';

interface Console {
  readonly server: LoopbackServer;
  readonly state: () => SandboxState;
  readonly tokens: TokenOrders;
}

/**
 * Opens the console: it shows what stands, and does what a person orders.
 * @param door where it is served, and what it says of its health
 */
export async function openConsole(
  services: Services,
  stacks: StandingStacks,
  door: { readonly port: LoopbackPort; readonly isReady: () => boolean },
): Promise<Console> {
  const { authorisation, credentials, vendLog } = services;
  const { clients } = stacks;
  const state = () => sandboxState({ ...services, clients, denied: authorisation.denied, vends: vendLog.counts() });
  const tokens = new TokenOrders({ ...services, clients, administrator: credentials.administrator.caller, settingsOf });
  const server = await serveConsole({
    ...services,
    ...door,
    state,
    tokens,
    keys: { register: (order: KeyOrderBody) => registerKey(order, { ...services, clients }) },
    deploy: (assembly, options) => stacks.deploy(assembly, options),
  });
  return { server, state, tokens };
}
