import { Click2MailApi } from '../../../sandbox/click2mail-api/click2mail-api.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { serveConsole } from '../../../sandbox/console/console-server.ts';
import { type KeyOrderBody, registerKey } from '../../../sandbox/console/key-orders.ts';
import { Faults } from '../../../sandbox/faults.ts';
import { Lambda } from '../../../sandbox/lambda/lambda.ts';
import { SecretsManager } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import { TokenOrders } from '../../../sandbox/console/token-orders.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../sandbox/aws/aws-service.ts';
import { Traffic } from '../../../sandbox/traffic.ts';
import { type RawAnswer, rawRequest } from '../raw-request.ts';

export const START = Date.parse('2026-03-01T12:00:00.000Z');

/** A console on a port of its own and a still clock, with one API client, no stack, and a state that says nothing. */
export async function runConsole() {
  const clock = new Clock({ startAt: START, flowing: false });
  const faults = new Faults();
  const traffic = new Traffic(faults);
  const api = new Click2MailApi({ clock, traffic });
  api.register({ clientId: 'c2m_acme' });
  const state = () => ({
    now: new Date(clock.now()).toISOString(),
    clients: [],
    tokens: [],
    rotations: [],
    vends: [],
    denied: [],
    faults: faults.list(),
    functions: ['rotate-acme'],
    alarms: [],
    notifications: [],
  });
  const where = { clock, accountId: SANDBOX_ACCOUNT, region: SANDBOX_REGION };
  const lambda = new Lambda({
    ...where,
    traffic,
    awsEndpoint: () => '',
    credentialsFor: () => {
      throw new Error('There is no function.');
    },
  });
  const rotation = {
    mayInvoke: () => false,
    invoke: () => Promise.resolve({ error: 'There is no function.', calls: [] }),
  };
  const tokens = new TokenOrders({
    clock,
    clients: [],
    secretsManager: new SecretsManager({ ...where, rotation }),
    lambda,
    api,
    administrator: { accountId: SANDBOX_ACCOUNT, arn: 'arn:aws:iam::123456789012:user/test', isAdministrator: true },
    settingsOf: () => ({ clients: {} }),
  });
  const keys = { register: (order: KeyOrderBody) => registerKey(order, { api, clients: [] }) };
  const deployed: string[] = [];
  const deploy = (assembly: string, { revertDrift = false }: { readonly revertDrift?: boolean }) => {
    deployed.push(revertDrift ? `${assembly}, and no drift` : assembly);
    return Promise.resolve();
  };
  let isReady = true;
  const server = await serveConsole({
    port: 0,
    isReady: () => isReady,
    clock,
    faults,
    api,
    state,
    tokens,
    keys,
    deploy,
  });

  /** Asks without a body. */
  function ask(route: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
    const [method = '', path = ''] = route.split(' ');
    return rawRequest(server.origin, { method, path, headers });
  }

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

  /** What `/health` says from now on. */
  const setReady = (ready: boolean) => void (isReady = ready);

  return { ask, setReady, clock, faults, api, deployed, send, close: () => server.close() };
}

export type RunningConsole = Awaited<ReturnType<typeof runConsole>>;
