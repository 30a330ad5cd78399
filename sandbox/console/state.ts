import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import { endTime } from '../../functions/core/version-labels.ts';
import type { Click2MailApi } from '../click2mail-api/click2mail-api.ts';
import type { TokenRecord } from '../click2mail-api/token-ledger.ts';
import type { Clock } from '../clock.ts';
import type { Published } from '../cloudwatch/alarm-actions.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import type { StandingAlarm } from '../cloudwatch/standing-alarm.ts';
import type { Faults } from '../faults.ts';
import type { DeniedCall } from '../iam/authorisation.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { RotationAttempt, SecretsManager, ShownSecret } from '../secrets-manager/secrets-manager.ts';
import type { DeployedClient } from '../token-clients.ts';
import type {
  AlarmState,
  ClientState,
  NotificationState,
  RotationState,
  SandboxState,
  TokenState,
  VendState,
  VersionState,
} from './shown-state.ts';
import { type Tenure, tenures } from './tenures.ts';

export type * from './shown-state.ts';

const MOST_TOKENS_OF_A_KIND = 2000;
const MOST_ROTATIONS = 200;
const MOST_DENIED = 200;
const MOST_NOTIFICATIONS = 50;

interface Observed {
  readonly clock: Clock;
  readonly clients: readonly DeployedClient[];
  readonly secretsManager: SecretsManager;
  readonly api: Click2MailApi;
  readonly denied: readonly DeniedCall[];
  readonly vends: readonly VendState[];
  readonly faults: Faults;
  readonly lambda: Lambda;
  readonly cloudWatch: CloudWatch;
}

interface ObservedClient {
  readonly client: DeployedClient;
  readonly secret: ShownSecret | undefined;
  readonly versions: readonly VersionState[];
  readonly tenures: ReadonlyMap<string, Tenure>;
}

export function sandboxState(everything: Observed): SandboxState {
  const { clock, clients, secretsManager, api, denied, vends, faults, lambda, cloudWatch } = everything;
  const secrets = new Map(secretsManager.secrets().map((secret) => [secret.arn, secret]));
  // A schedule that is changed has testSecret run alone: that is no rotation.
  const attempts = secretsManager.rotations().filter(({ kind }) => kind === 'rotation');
  const observed = clients.map((client) => observedClient(client, secrets.get(client.secretArn), attempts));
  const names = new Map(clients.map(({ secretArn, name }) => [secretArn, name]));
  const holders = holdersOf(observed);
  const tokens = api.tokens();
  const newest = (kind: TokenRecord['kind']) =>
    tokens.filter((token) => token.kind === kind).slice(-MOST_TOKENS_OF_A_KIND);
  return {
    now: iso(clock.now()),
    clients: observed.map(clientState),
    tokens: [...newest('long'), ...newest('short')].map((token) => tokenState(token, holders.get(token.id))),
    rotations: attempts.slice(-MOST_ROTATIONS).map((attempt) => rotationState(attempt, names)),
    vends,
    denied: denied.slice(-MOST_DENIED).map(({ at, ...call }) => ({ ...call, at: iso(at) })),
    faults: faults.list(),
    functions: lambda.functions().map(({ functionName }) => functionName),
    alarms: cloudWatch.alarms.all().map(alarmState),
    notifications: cloudWatch.actions.published.slice(-MOST_NOTIFICATIONS).map(notificationState),
  };
}

function observedClient(
  client: DeployedClient,
  secret: ShownSecret | undefined,
  attempts: readonly RotationAttempt[],
): ObservedClient {
  const versions = secret?.versions ?? [];
  const shown = versions.map(({ versionId, labels, createdAt, secretString }) => ({
    versionId,
    labels,
    tokenId: parseTokenSecret(secretString ?? '')?.token_id ?? null,
    createdAt: iso(createdAt),
  }));
  const withToken = new Set(shown.filter(({ tokenId }) => tokenId !== null).map(({ versionId }) => versionId));
  return {
    client,
    secret,
    versions: shown,
    tenures: tenures(
      versions.filter(({ versionId }) => withToken.has(versionId)),
      attempts.filter(({ secretArn }) => secretArn === client.secretArn),
    ),
  };
}

interface Holder {
  readonly versionId: string;
  readonly tenure: Tenure | undefined;
  /** Epoch milliseconds. */
  readonly revocationDue: number | undefined;
}

/** The version that holds a token, by the token's id: of copies, the oldest. */
function holdersOf(observed: readonly ObservedClient[]): ReadonlyMap<string, Holder> {
  const holders = observed.flatMap(({ versions, tenures: ofClient }) => {
    const stages = Object.fromEntries(versions.map(({ versionId, labels }) => [versionId, labels]));
    return versions.map(({ tokenId, versionId }) => {
      const holder = { versionId, tenure: ofClient.get(versionId), revocationDue: endTime(stages, versionId) };
      return [tokenId ?? '', holder] as const;
    });
  });
  return new Map(holders.toReversed());
}

function clientState({ client, secret, versions }: ObservedClient): ClientState {
  const { name, settings, secretArn, rotationFunctionArn } = client;
  return {
    name,
    clientId: settings.clientId,
    grant: settings.grant,
    graceSeconds: settings.graceSeconds,
    secretArn,
    rotationFunctionArn,
    nextRotationAt: isoOrNull(secret?.rotation?.nextRotationAt),
    versions,
  };
}

function tokenState({ issuedAt, expiresAt, revokedAt, ...token }: TokenRecord, holder: Holder | undefined): TokenState {
  return {
    ...token,
    issuedAt: iso(issuedAt),
    expiresAt: iso(expiresAt),
    revokedAt: isoOrNull(revokedAt),
    versionId: holder?.versionId ?? null,
    currentFrom: isoOrNull(holder?.tenure?.from),
    supersededAt: isoOrNull(holder?.tenure?.until),
    revocationDueAt: isoOrNull(holder?.revocationDue),
  };
}

function rotationState(attempt: RotationAttempt, names: ReadonlyMap<string, string>): RotationState {
  const { secretArn, versionId, startedAt, endedAt, outcome, error, steps } = attempt;
  return {
    clientName: names.get(secretArn) ?? secretArn,
    versionId,
    startedAt: iso(startedAt),
    endedAt: isoOrNull(endedAt),
    outcome: outcome ?? null,
    error: error ?? null,
    steps: steps.map(({ name, durationMs, calls }) => ({
      name,
      durationMs,
      calls: calls.map(({ service, operation, status }) => ({ service, operation, status })),
    })),
  };
}

function alarmState({ name, type, state, changedAt, reason, definition }: StandingAlarm): AlarmState {
  const description = definition.AlarmDescription ?? '';
  return { name, type, state, since: iso(changedAt), reason: reason.text, description };
}

function notificationState({ alarmName, topicArn, at, error, ...told }: Published): NotificationState {
  return { alarm: alarmName, topic: topicArn, at: iso(at), error: error ?? null, ...told };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | undefined): string | null {
  return time === undefined ? null : iso(time);
}
