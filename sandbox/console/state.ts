import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import type { Click2MailApi } from '../click2mail-api/click2mail-api.ts';
import type { Clock } from '../clock.ts';
import type { DeniedCall } from '../iam/authorisation.ts';
import type { RotationAttempt, SecretsManager, ShownSecret } from '../secrets-manager/secrets-manager.ts';
import type { DeployedClient } from '../token-clients.ts';

/** What the sandbox shows of itself. Times are ISO 8601 in UTC; no token value is in it. */
export interface SandboxState {
  readonly now: string;
  readonly clients: readonly ClientState[];
  readonly tokens: readonly TokenState[];
  readonly rotations: readonly RotationState[];
  /** Calls that the template's IAM policies do not allow, newest last. */
  readonly denied: readonly DeniedState[];
}

export interface DeniedState {
  /** ARN of the caller's session, or name of the service that called. */
  readonly principal: string;
  /** For example `secretsmanager:GetSecretValue`. */
  readonly action: string;
  readonly resource: string;
  readonly at: string;
}

export interface ClientState {
  readonly name: string;
  readonly clientId: string;
  readonly secretArn: string;
  readonly rotationFunctionArn: string;
  readonly nextRotationAt: string | null;
  readonly versions: readonly {
    readonly versionId: string;
    readonly labels: readonly string[];
    /** Null where the version holds no token of ours. */
    readonly tokenId: string | null;
  }[];
}

export interface TokenState {
  readonly id: string;
  readonly kind: 'long' | 'short';
  readonly clientId: string;
  readonly grant: string;
  readonly scopes: readonly string[];
  readonly state: 'live' | 'revoked' | 'expired';
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

export interface RotationState {
  readonly clientName: string;
  readonly versionId: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: 'succeeded' | 'failed' | null;
  readonly error: string | null;
  readonly steps: readonly {
    readonly name: string;
    /** Milliseconds of real time. */
    readonly durationMs: number;
    readonly calls: readonly { readonly service: string; readonly operation: string; readonly status: number }[];
  }[];
}

interface Observed {
  readonly clock: Clock;
  readonly clients: readonly DeployedClient[];
  readonly secretsManager: SecretsManager;
  readonly api: Click2MailApi;
  readonly denied: readonly DeniedCall[];
}

export function sandboxState({ clock, clients, secretsManager, api, denied }: Observed): SandboxState {
  const secrets = new Map(secretsManager.secrets().map((secret) => [secret.arn, secret]));
  const names = new Map(clients.map(({ secretArn, name }) => [secretArn, name]));
  return {
    now: iso(clock.now()),
    clients: clients.map((client) => clientState(client, secrets.get(client.secretArn))),
    tokens: api.tokens().map(({ issuedAt, expiresAt, revokedAt, ...token }) => ({
      ...token,
      issuedAt: iso(issuedAt),
      expiresAt: iso(expiresAt),
      revokedAt: isoOrNull(revokedAt),
    })),
    // A schedule that is changed has testSecret run alone: that is no rotation.
    rotations: secretsManager
      .rotations()
      .filter(({ kind }) => kind === 'rotation')
      .map((attempt) => rotationState(attempt, names)),
    denied: denied.map(({ at, ...call }) => ({ ...call, at: iso(at) })),
  };
}

function clientState(client: DeployedClient, secret: ShownSecret | undefined): ClientState {
  const { name, settings, secretArn, rotationFunctionArn } = client;
  return {
    name,
    clientId: settings.clientId,
    secretArn,
    rotationFunctionArn,
    nextRotationAt: isoOrNull(secret?.rotation?.nextRotationAt),
    versions: (secret?.versions ?? []).map(({ versionId, labels, secretString }) => ({
      versionId,
      labels,
      tokenId: parseTokenSecret(secretString ?? '')?.token_id ?? null,
    })),
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

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isoOrNull(time: number | undefined): string | null {
  return time === undefined ? null : iso(time);
}
