import { Click2MailApi } from '../../../sandbox/click2mail-api/click2mail-api.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { serveConsole } from '../../../sandbox/console/console-server.ts';
import { Faults } from '../../../sandbox/faults.ts';
import { Traffic } from '../../../sandbox/traffic.ts';
import { rawRequest } from '../raw-request.ts';

export const START = Date.parse('2026-03-01T12:00:00.000Z');

/** A console on a port of its own and a still clock, with one API client and a state that says nothing. */
export async function runConsole() {
  const clock = new Clock({ startAt: START, flowing: false });
  const faults = new Faults();
  const api = new Click2MailApi({ clock, traffic: new Traffic(faults) });
  api.register({ clientId: 'c2m_acme' });
  const state = () => ({
    now: new Date(clock.now()).toISOString(),
    clients: [],
    tokens: [],
    rotations: [],
    denied: [],
  });
  const server = await serveConsole({ port: 0, clock, faults, api, state });

  async function send(route: string, body?: unknown) {
    const [method = '', path = ''] = route.split(' ');
    const { status, headers, text } = await rawRequest(server.origin, {
      method,
      path,
      ...(body === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/json' },
            body: typeof body === 'string' ? body : JSON.stringify(body),
          }),
    });
    return { status, headers, body: JSON.parse(text) as Record<string, unknown> };
  }

  return { clock, faults, api, send, close: () => server.close() };
}

export type RunningConsole = Awaited<ReturnType<typeof runConsole>>;
