import { readFile } from 'node:fs/promises';
import type { CostItem } from '../../../infra/checks/monthly-cost.ts';
import { isSandbox } from '../../stack/aws-clients.ts';
import { CommandProblem, EXIT } from '../../terminal/exit-codes.ts';
import { underWay } from '../../terminal/progress.ts';
import type { AcceptOptions } from '../options.ts';
import { RUN_TAG } from '../run-name.ts';
import type { Run } from '../run.ts';
import { synthesiseStack } from './synthesise-stack.ts';

/** A client of the throw-away stack. */
export interface PlannedClient {
  /** Its name in the settings. */
  readonly name: 'assertion' | 'clientsecret' | 'shortterm';
  readonly clientId: string;
  /** Only with the grant client-secret. */
  readonly clientSecret?: string;
  /** Gives a one-time code; only with the grant short-term-token. */
  readonly oneTimeCode?: () => Promise<string>;
}

export interface StackPlan {
  readonly apiBaseUrl: string;
  /** What the tokens may do. */
  readonly scopes: readonly string[];
  readonly clients: readonly PlannedClient[];
  /** What `cdk.json` would have under `click2mail`. */
  readonly settings: object;
  readonly graceSeconds: number;
  readonly sweepEverySeconds: number;
  readonly replicaRegion: string | undefined;
  readonly cost: readonly CostItem[];
}

/** The shortest that the settings allow: on AWS it is waited for. */
const GRACE_MINUTES = 20;
const SWEEP_MINUTES = 5;

const GRANTS = { assertion: 'assertion', clientsecret: 'client-secret', shortterm: 'short-term-token' } as const;

/** The consumers: one that has a function URL, and another whose rights it must not have. */
export const CONSUMER = 'by-url';
export const OTHER_CONSUMER = 'other';

/**
 * What the throw-away stack is to be like; undefined without an API.
 * @throws CommandProblem when something is missing
 */
export async function stackPlanOf(options: AcceptOptions, run: Run): Promise<StackPlan | undefined> {
  const { api, replicaRegion } = options;
  if (api === undefined) return undefined;
  const scopes = options.scope.length === 0 ? ['jobs:submit'] : options.scope;
  const clients = await clientsOf(options, run);
  const settings = settingsOf({ api, scopes, clients, replicaRegion }, run);
  // The CDK's library is loaded for those alone who deploy.
  const [{ readSettings }, { monthlyCost }] = await Promise.all([
    import('../../../infra/settings/settings.ts'),
    import('../../../infra/checks/monthly-cost.ts'),
  ]);
  const synthesis = synthesiseStack(settings, run.assembly, run.signal);
  const templates = await underWay(run.terminal, 'Synthesising the stack', synthesis);
  return {
    apiBaseUrl: api,
    scopes,
    clients,
    settings,
    graceSeconds: GRACE_MINUTES * 60,
    sweepEverySeconds: SWEEP_MINUTES * 60,
    replicaRegion,
    cost: monthlyCost(readSettings(settings), templates),
  };
}

async function clientsOf(options: AcceptOptions, { name: run, sandbox }: Run): Promise<PlannedClient[]> {
  const { clientId, clientSecretFile, otpFile } = options;
  if (clientId === undefined && sandbox === undefined) {
    throw new CommandProblem('--api needs --client-id: the client that gets the tokens there.', EXIT.wrongUsage);
  }
  // The sandbox registers clients that it does not know.
  const idFor = (name: string) => clientId ?? `c2m_${run}_${name}`;
  const clients: PlannedClient[] = [{ name: 'assertion', clientId: idFor('assertion') }];
  if (clientSecretFile !== undefined) {
    if (clientId === undefined) throw new CommandProblem('--client-secret-file needs --client-id.', EXIT.wrongUsage);
    clients.push({ name: 'clientsecret', clientId, clientSecret: await contentOf(clientSecretFile) });
  }
  if (otpFile !== undefined) {
    clients.push({ name: 'shortterm', clientId: idFor('shortterm'), oneTimeCode: () => contentOf(otpFile) });
  } else if (sandbox !== undefined) {
    const id = idFor('shortterm');
    clients.push({ name: 'shortterm', clientId: id, oneTimeCode: () => sandbox.oneTimeCode(id) });
  }
  return clients;
}

async function contentOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    throw new CommandProblem(`The file ${file} cannot be read.`, EXIT.wrongUsage);
  }
}

function settingsOf(
  { api, scopes, clients, replicaRegion }: Pick<StackPlan, 'scopes' | 'clients' | 'replicaRegion'> & { api: string },
  { name: run, accountId, region }: Run,
): object {
  const ofClient = ({ name, clientId }: PlannedClient) => ({
    clientId,
    grant: GRANTS[name],
    scopes: name === 'shortterm' ? [...scopes, 'tokens:write'] : scopes,
    // Longer than any run, so that no rotation comes in between.
    rotateEvery: 'rate(30 days)',
    grace: `${GRACE_MINUTES}m`,
  });
  return {
    stackName: run,
    namePrefix: run,
    account: accountId,
    region,
    // The sandbox gives its own address to whatever is deployed there, and no stack may have one without TLS.
    ...(!isSandbox(api) && { apiBaseUrl: api }),
    sweepEvery: `${SWEEP_MINUTES}m`,
    logRetentionDays: 1,
    tags: { [RUN_TAG]: run },
    replicaRegions: replicaRegion === undefined ? [] : [{ region: replicaRegion }],
    clients: Object.fromEntries(clients.map((client) => [client.name, ofClient(client)])),
    consumers: {
      [CONSUMER]: { client: 'assertion', scopes, functionUrl: true },
      [OTHER_CONSUMER]: { client: 'assertion', scopes },
    },
  };
}
