import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { TestSandbox } from './test-sandbox.ts';

/** What a vend gave: a token, a function's error, or a refusal of AWS. */
export interface VendResult {
  readonly token?: { readonly access_token: string; readonly expires_in: number; readonly scopes: readonly string[] };
  readonly errorType?: string;
  readonly errorMessage?: string;
  /** Name and message of what AWS answered instead of invoking. */
  readonly refused?: string;
}

const ACCOUNT = '123456789012';

/** Somebody with a role of its own, who may invoke these resources and nothing else. */
export class VendConsumer {
  readonly roleArn: string;
  readonly #running: TestSandbox;
  readonly #client: LambdaClient;

  constructor(running: TestSandbox, name: string, invokable: readonly string[], account = ACCOUNT) {
    this.#running = running;
    this.roleArn = `arn:aws:iam::${account}:role/${name}`;
    const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: invokable };
    const policies = invokable.length === 0 ? [] : [['Invoke', { Version: '2012-10-17', Statement: [statement] }]];
    if (account === ACCOUNT) {
      const trustPolicy = { Version: '2012-10-17', Statement: [] };
      running.sandbox.roles.add({ name, arn: this.roleArn, trustPolicy, policies: new Map(policies as []) });
    }
    this.#client = new LambdaClient({
      endpoint: running.sandbox.awsEndpoint,
      region: 'us-east-1',
      credentials: this.credentials(),
      maxAttempts: 1,
    });
  }

  credentials() {
    return this.#running.sandbox.credentials.issue(this.roleArn, 'vending');
  }

  /** Invokes the vendor. @param qualifier an alias; the function itself when it is undefined */
  async vend(qualifier: string | undefined, request: unknown = {}): Promise<VendResult> {
    const name = vendorName(this.#running);
    const command = new InvokeCommand({
      FunctionName: qualifier === undefined ? name : `${name}:${qualifier}`,
      Payload: Buffer.from(JSON.stringify(request)),
    });
    try {
      const { FunctionError, Payload = new Uint8Array() } = await this.#client.send(command);
      const answer = JSON.parse(Buffer.from(Payload).toString()) as object;
      return FunctionError === undefined ? { token: answer as NonNullable<VendResult['token']> } : answer;
    } catch (error) {
      const { name: errorName, message } = error as Error;
      return { refused: `${errorName}: ${message}` };
    }
  }

  /** Ends the client's connections. */
  destroy(): void {
    this.#client.destroy();
  }
}

/** Name of the stack's vendor. */
export function vendorName({ sandbox }: TestSandbox): string {
  const [consumer] = sandbox.consumers;
  if (consumer === undefined) throw new Error('The stack has no consumers.');
  return consumer.functionName;
}

/** ARN of the vendor, or of an alias of it. */
export function vendorArn(running: TestSandbox, qualifier?: string): string {
  const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${vendorName(running)}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** Status of a job that is sent with a token. */
export function jobStatus({ sandbox }: TestSandbox, token: string): Promise<number> {
  return jobStatusAt(sandbox.apiBaseUrl, token);
}

/** Status of a job that is sent with a token to the API at this address. */
export async function jobStatusAt(apiBaseUrl: string, token: string): Promise<number> {
  const answer = await fetch(`${apiBaseUrl}/jobs/single-doc-job-template`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ document: 'letter.pdf' }),
  });
  await answer.arrayBuffer();
  return answer.status;
}
