/** What the sandbox shows of itself. Times are ISO 8601 in UTC; no token value is in it. */
export interface SandboxState {
  readonly now: string;
  readonly clients: readonly ClientState[];
  /** Oldest first; of those of a kind, the newest two thousand. */
  readonly tokens: readonly TokenState[];
  /** The newest two hundred, newest last. */
  readonly rotations: readonly RotationState[];
  /** What each consumer was vended since the sandbox began. */
  readonly vends: readonly VendState[];
  /** Calls that the template's IAM policies do not allow: the newest two hundred, newest last. */
  readonly denied: readonly DeniedState[];
  readonly faults: readonly FaultState[];
  /** The names of all functions that stand. */
  readonly functions: readonly string[];
  /** By name. */
  readonly alarms: readonly AlarmState[];
  /** What alarms published, or were not let publish: the newest fifty, newest last. */
  readonly notifications: readonly NotificationState[];
}

export interface ClientState {
  readonly name: string;
  readonly clientId: string;
  /** How the next token is obtained: `assertion`, `client-secret` or `short-term-token`. */
  readonly grant: string;
  /** Seconds that a superseded token keeps working. */
  readonly graceSeconds: number;
  readonly secretArn: string;
  readonly rotationFunctionArn: string;
  readonly nextRotationAt: string | null;
  readonly versions: readonly VersionState[];
}

export interface VersionState {
  readonly versionId: string;
  readonly labels: readonly string[];
  /** Null where the version holds no token of ours. */
  readonly tokenId: string | null;
  readonly createdAt: string;
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
  /** The version that holds it; null when none does. */
  readonly versionId: string | null;
  /** When consumers began to be given it; null when they never were. */
  readonly currentFrom: string | null;
  /** When another one took its place. */
  readonly supersededAt: string | null;
  /** When it is to be revoked, as a label of its version says. */
  readonly revocationDueAt: string | null;
}

export interface RotationState {
  readonly clientName: string;
  readonly versionId: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: 'succeeded' | 'failed' | null;
  readonly error: string | null;
  readonly steps: readonly StepState[];
}

export interface StepState {
  readonly name: string;
  /** Milliseconds of real time. */
  readonly durationMs: number;
  /** In the order of their answers; the status is 0 where there was none. */
  readonly calls: readonly { readonly service: string; readonly operation: string; readonly status: number }[];
}

export interface VendState {
  readonly consumer: string;
  /** The client whose tokens it gets. */
  readonly client: string;
  readonly vended: number;
  /** Of those vended, how many were bought from the API for it. */
  readonly exchanged: number;
  readonly failed: number;
  readonly lastAt: string | null;
  /** Name of the last failure; null when a vend has succeeded since. */
  readonly lastError: string | null;
}

export interface DeniedState {
  /** ARN of the caller's session, or name of the service that called. */
  readonly principal: string;
  /** For example `secretsmanager:GetSecretValue`. */
  readonly action: string;
  readonly resource: string;
  readonly at: string;
}

export interface AlarmState {
  /** `<stack>/<name>`, or `<stack>/<client>/<name>`. */
  readonly name: string;
  readonly type: 'MetricAlarm' | 'CompositeAlarm';
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** When it came into this state. */
  readonly since: string;
  /** Why, in CloudWatch's words. */
  readonly reason: string;
  readonly description: string;
}

export interface NotificationState {
  readonly alarm: string;
  readonly state: AlarmState['state'];
  readonly at: string;
  /** ARN. */
  readonly topic: string;
  /** Addresses. Nobody delivers anything to them here. */
  readonly recipients: readonly string[];
  readonly subject: string;
  /** JSON, as CloudWatch documents it. */
  readonly message: string;
  /** Why nobody was told; null when the topic took it. */
  readonly error: string | null;
}

/** A fault that was ordered, as it was ordered. */
export interface FaultState {
  readonly kind: string;
  readonly service?: string;
  readonly operation?: string;
  readonly functionName?: string;
  readonly nth?: number;
  readonly times?: number;
  readonly status?: number;
  readonly code?: string;
  readonly seconds?: number;
  readonly afterActing?: boolean;
  /** How many calls it has struck. */
  readonly struck: number;
}
