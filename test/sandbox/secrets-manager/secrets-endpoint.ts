import { SecretsManager as SecretsManagerSdk, SecretsManagerServiceException } from '@aws-sdk/client-secrets-manager';
import { AwsError, type Caller } from '../../../sandbox/aws/aws-service.ts';
import { jsonAnswer, jsonError, readJson } from '../../../sandbox/aws/protocols/json-protocol.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { serveLoopback, type LoopbackResponse, type LoopbackServer } from '../../../sandbox/loopback-server.ts';
import { SecretsManager } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import { TemplateRotation } from './template-rotation.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
/** A Tuesday, 10:20:30.456 UTC. */
export const START = Date.UTC(2026, 10, 24, 10, 20, 30, 456);

type Options = Partial<ConstructorParameters<typeof SecretsManager>[0]>;

const JSON_11 = 'application/x-amz-json-1.1';

/** Secrets Manager on a still clock behind real HTTP, a client of its own account and one of another account. */
export class SecretsEndpoint implements AsyncDisposable {
  readonly clock = new Clock({ startAt: START, flowing: false });
  readonly rotation = new TemplateRotation(() => this.client);
  readonly secretsManager: SecretsManager;
  readonly client: SecretsManagerSdk;
  readonly foreignClient: SecretsManagerSdk;
  readonly #server: LoopbackServer;

  private constructor(server: LoopbackServer, options: Options) {
    this.#server = server;
    const { clock, rotation } = this;
    this.secretsManager = new SecretsManager({ clock, accountId: ACCOUNT, region: REGION, rotation, ...options });
    this.client = clientOf(server.origin, ACCOUNT);
    this.foreignClient = clientOf(server.origin, '999999999999');
  }

  static async start(options: Options = {}): Promise<SecretsEndpoint> {
    const handle = (request: Parameters<Parameters<typeof serveLoopback>[0]['handle']>[0]) =>
      answer(endpoint.secretsManager, request.headers, request.body);
    const server = await serveLoopback({ port: 0, contentTypes: [JSON_11], handle });
    const endpoint: SecretsEndpoint = new SecretsEndpoint(server, options);
    return endpoint;
  }

  /** A client of the account in another region; whoever makes it destroys it. */
  clientIn(region: string): SecretsManagerSdk {
    return clientOf(this.#server.origin, ACCOUNT, region);
  }

  /** Calls without an SDK, which would fill in what is missing. */
  async bare(operation: string, input: object): Promise<{ status: number; body: unknown }> {
    const headers = { 'content-type': JSON_11, 'x-amz-target': `secretsmanager.${operation}` };
    const response = await fetch(this.#server.origin, { method: 'POST', headers, body: JSON.stringify(input) });
    return { status: response.status, body: await response.json() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    this.foreignClient.destroy();
    this.clock.stop();
    await this.#server.close();
  }
}

/** What the SDK makes of a refused call. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string; status: number }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof SecretsManagerServiceException)) throw error;
    return { name: error.name, message: error.message, status: error.$metadata.httpStatusCode ?? 0 };
  }
  throw new Error('The call was not refused.');
}

/** The account number is the access key's end, which stands in for a look-up of the caller. */
function clientOf(endpoint: string, accountId: string, region = REGION): SecretsManagerSdk {
  const credentials = { accessKeyId: `AKIA${accountId}`, secretAccessKey: 'not-looked-at' };
  // LimitExceededException is among the errors that the SDK takes for throttling and repeats.
  return new SecretsManagerSdk({ endpoint, region, credentials, maxAttempts: 1 });
}

async function answer(
  secretsManager: SecretsManager,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
): Promise<LoopbackResponse> {
  const scope = /Credential=AKIA(\d{12})\/\d+\/([a-z0-9-]+)/.exec(String(headers['authorization']));
  const [, accountId = ACCOUNT, region = REGION] = scope ?? [];
  const caller: Caller = { accountId, arn: `arn:aws:iam::${accountId}:user/test`, isAdministrator: true, region };
  const operation = String(headers['x-amz-target']).replace('secretsmanager.', '');
  try {
    return jsonAnswer('secretsmanager', await secretsManager.call(operation, readJson(body), caller));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return jsonError('secretsmanager', error);
  }
}
