import * as v from 'valibot';
import type { Click2MailApi } from '../click2mail-api/click2mail-api.ts';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import { type LoopbackRequest, type LoopbackResponse, type LoopbackServer, serveLoopback } from '../loopback-server.ts';
import { ClockOrder, FaultOrderBody, OtpOrder } from './orders.ts';
import type { SandboxState } from './state.ts';

interface ConsoleOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly api: Click2MailApi;
  readonly state: () => SandboxState;
}

type Route = (request: LoopbackRequest) => unknown;

/** Serves the sandbox's own controls: what there is, the clock, faults, one-time codes. JSON in, JSON out. */
export function serveConsole(options: ConsoleOptions): Promise<LoopbackServer> {
  const routes = routesOf(options);
  return serveLoopback({
    port: options.port,
    contentTypes: ['application/json'],
    handle: (request) => answer(request, routes),
  });
}

function routesOf({ clock, faults, api, state }: ConsoleOptions): Readonly<Record<string, Route>> {
  return {
    'GET /health': () => ({ status: 'ready' }),
    'GET /api/state': state,
    'POST /api/clock': async (request) => {
      await clock.advance(read(ClockOrder, request).advanceSeconds);
      return { now: new Date(clock.now()).toISOString() };
    },
    'GET /api/faults': () => ({ faults: faults.list() }),
    'POST /api/faults': (request) => {
      faults.order(read(FaultOrderBody, request));
      return { faults: faults.list() };
    },
    'DELETE /api/faults': () => {
      faults.clear();
      return { faults: [] };
    },
    'POST /api/otp': (request) => {
      const { clientId } = read(OtpOrder, request);
      return { clientId, otpCode: oneTimeCode(api, clientId) };
    },
  };
}

class BadOrder extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

async function answer(request: LoopbackRequest, routes: Readonly<Record<string, Route>>): Promise<LoopbackResponse> {
  const name = `${request.method} ${request.path}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (route === undefined) {
    return json(404, { message: `There is no ${name}.`, routes: Object.keys(routes) });
  }
  try {
    return json(200, await route(request));
  } catch (error) {
    if (error instanceof BadOrder) return json(error.status, { message: error.message });
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

function json(status: number, content: unknown): LoopbackResponse {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status, headers, body: JSON.stringify(content) };
}
