import * as v from 'valibot';
import type { Click2MailApi } from '../click2mail-api/click2mail-api.ts';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import {
  type LoopbackPort,
  type LoopbackRequest,
  type LoopbackResponse,
  type LoopbackServer,
  serveLoopback,
} from '../loopback-server.ts';
import { AwsError } from '../aws/aws-service.ts';
import { BadOrder } from './bad-order.ts';
import { json, stateAnswer } from './json-answer.ts';
import { FaultOrderBody, KNOWN_OPERATIONS, orderFault } from './fault-orders.ts';
import { ClockOrder, DeployOrder, OtpOrder, RevokeNowOrderBody, RotateOrder } from './orders.ts';
import { KeyOrder, type KeyOrderBody } from './key-orders.ts';
import { pageFiles } from './page-files.ts';
import type { SandboxState } from './state.ts';
import type { TokenOrders } from './token-orders.ts';

interface ConsoleOptions {
  readonly port: LoopbackPort;
  /** Whether what stands here has its first tokens. */
  readonly isReady: () => boolean;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly api: Click2MailApi;
  readonly state: () => SandboxState;
  readonly tokens: Pick<TokenOrders, 'rotate' | 'revokeNow' | 'revokeAtApi'>;
  readonly keys: { register(order: KeyOrderBody): Promise<object> };
  readonly deploy: (assembly: string, options: { readonly revertDrift?: boolean }) => Promise<void>;
}

type Route = (request: LoopbackRequest) => LoopbackResponse | Promise<LoopbackResponse>;

/**
 * Serves the sandbox's own controls: what there is, the clock, faults, one-time codes, rotations. JSON in, JSON out, and
 * a page that shows it all.
 */
export function serveConsole(options: ConsoleOptions): Promise<LoopbackServer> {
  const routes = routesOf(options);
  const files = pageFiles();
  return serveLoopback({
    port: options.port,
    contentTypes: ['application/json'],
    handle: async (request) => {
      const asked = { ...request, method: request.method === 'HEAD' ? 'GET' : request.method };
      const file = asked.method === 'GET' ? files.get(asked.path) : undefined;
      return file ?? answer(asked, routes);
    },
  });
}

function routesOf({
  isReady,
  clock,
  faults,
  api,
  state,
  tokens,
  keys,
  deploy,
}: ConsoleOptions): Readonly<Record<string, Route>> {
  return {
    'GET /health': () => (isReady() ? json(200, { status: 'ready' }) : json(503, { status: 'starting' })),
    'GET /api/state': ({ headers }) => stateAnswer(state(), headers['if-none-match']),
    'POST /api/clock': async (request) => {
      await clock.advance(read(ClockOrder, request).advanceSeconds);
      return json(200, { now: new Date(clock.now()).toISOString() });
    },
    'GET /api/faults': () => json(200, { faults: faults.list(), operations: KNOWN_OPERATIONS }),
    'POST /api/faults': (request) => {
      const done = orderFault(read(FaultOrderBody, request), { faults, tokens, functions: state().functions });
      return json(200, { faults: faults.list(), ...done });
    },
    'DELETE /api/faults': () => {
      faults.clear();
      return json(200, { faults: [] });
    },
    'POST /api/otp': (request) => {
      const { clientId } = read(OtpOrder, request);
      return json(200, { clientId, otpCode: oneTimeCode(api, clientId) });
    },
    'POST /api/keys': async (request) => json(200, await keys.register(read(KeyOrder, request))),
    'POST /api/deploy': async (request) => {
      const { assembly, ...options } = read(DeployOrder, request);
      await deploy(assembly, options);
      return json(200, { deployed: true });
    },
    'POST /api/rotate': async (request) => json(200, await tokens.rotate(read(RotateOrder, request).client)),
    'POST /api/revoke-now': async (request) => {
      const { client, tokenId } = read(RevokeNowOrderBody, request);
      return json(200, await tokens.revokeNow(client, tokenId));
    },
  };
}

async function answer(request: LoopbackRequest, routes: Readonly<Record<string, Route>>): Promise<LoopbackResponse> {
  const name = `${request.method} ${request.path}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route === undefined) {
    return json(404, { message: `There is no ${name}.`, routes: Object.keys(routes) });
  }
  try {
    return await route(request);
  } catch (error) {
    if (error instanceof BadOrder) return json(error.status, { message: error.message });
    if (error instanceof AwsError) return json(error.status, { message: `${error.name}: ${error.message}` });
    console.error('The sandbox’s console failed:', error);
    return json(500, { message: `${name} failed: ${error instanceof Error ? error.message : String(error)}` });
  }
}

function read<Schema extends v.GenericSchema>(schema: Schema, { body }: LoopbackRequest): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, parseJson(body));
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  throw new BadOrder(problems.join('; '));
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function oneTimeCode(api: Click2MailApi, clientId: string): string {
  try {
    return api.oneTimeCode(clientId);
  } catch (error) {
    if (error instanceof TypeError) throw new BadOrder(`No client ${clientId} is registered.`, 404);
    throw error;
  }
}
