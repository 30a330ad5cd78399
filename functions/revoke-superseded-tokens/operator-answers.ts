import type { ApiReach } from '../clients/api-reach.ts';
import type { IssueProbe } from '../core/bearer.ts';
import type { ClientSettings, RotationGrant } from '../lambda/settings.ts';
import type { TokenProbe } from './token-probe.ts';
import type { TokenReport } from './token-report.ts';

/** How a client is set up, and which tokens it has. */
export interface ClientReport extends TokenReport {
  /** The client's name in the settings. */
  readonly client: string;
  readonly client_id: string;
  readonly grant: RotationGrant;
  readonly api_base_url: string;
  /** Its name; of one that existed before, its whole ARN. */
  readonly secret_id: string;
  readonly client_secret_name?: string;
  /** The `kid` under which Click2Mail knows the key, where it is not the key's thumbprint. */
  readonly key_id?: string;
  readonly algorithm?: string;
  readonly rotate_every_seconds: number;
  readonly grace_seconds: number;
  readonly release_after_seconds: number;
  /** With less life left than this a rotation is overdue. */
  readonly margin_seconds: number;
}

/** Answer to `{"report":true}`. No value of a token is in it. */
export interface Report {
  /** ISO 8601, by the function's clock. */
  readonly now: string;
  readonly clients: readonly ClientReport[];
}

/** Answer to `{"client":"…","probe":"…"}`. */
export interface ProbeAnswer {
  readonly client: string;
  readonly api: ApiReach;
  /** Only when the API is reached, and there is a token. */
  readonly token?: TokenProbe;
  /** Only when a token was to be issued. */
  readonly issue?: IssueProbe;
}

/** What an operator is told of a client's settings. */
export function clientReport(client: string, settings: ClientSettings, tokens: TokenReport): ClientReport {
  const { clientId, grant, apiBaseUrl, secretId, clientSecretName, assertion } = settings;
  return {
    client,
    client_id: clientId,
    grant,
    api_base_url: apiBaseUrl,
    secret_id: secretId,
    ...(clientSecretName === undefined ? {} : { client_secret_name: clientSecretName }),
    ...(assertion?.keyId === undefined ? {} : { key_id: assertion.keyId }),
    ...(assertion === undefined ? {} : { algorithm: assertion.algorithm }),
    rotate_every_seconds: settings.rotateEverySeconds,
    grace_seconds: settings.graceSeconds,
    release_after_seconds: settings.releaseAfterSeconds,
    margin_seconds: settings.marginSeconds,
    ...tokens,
  };
}
