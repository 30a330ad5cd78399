import { createHash } from 'node:crypto';
import type { Caller, UrlService, WireObject } from '../aws/aws-service.ts';
import type { Clock } from '../clock.ts';
import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import { urlEvent, urlResponse } from './function-url-event.ts';
import { urlExists } from './lambda-errors.ts';
import type { Lambda } from './lambda.ts';

export interface FunctionUrl {
  readonly id: string;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** With the qualifier, if there is one. */
  readonly functionArn: string;
  /** For example `http://127.0.0.1:4566/function-urls/0f3a…/`. */
  readonly address: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

interface FunctionUrlsOptions {
  readonly lambda: Lambda;
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  /** Of the AWS endpoint. */
  readonly origin: () => string;
}

/** On AWS the id is part of the host's name; here it is the first part of the path, so that no name has to resolve. */
const PATH = /^\/function-urls\/([a-z0-9]+)(\/.*)?$/;

/**
 * Addresses at which functions and aliases answer plain HTTP requests that are signed (AWS_IAM).
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export class FunctionUrls implements UrlService {
  readonly #options: FunctionUrlsOptions;
  readonly #urls = new Map<string, FunctionUrl>();

  constructor(options: FunctionUrlsOptions) {
    this.#options = options;
  }

  /** @throws AwsError `ResourceNotFoundException`, `ResourceConflictException` */
  create(functionName: string, qualifier: string | undefined): FunctionUrl {
    const { lambda, origin, clock } = this.#options;
    const { invokedArn: functionArn } = lambda.find(functionName, qualifier);
    const id = createHash('sha256').update(functionArn).digest('hex').slice(0, 32);
    if (this.#urls.has(id)) throw urlExists();
    const address = `${origin()}/function-urls/${id}/`;
    const url = { id, functionName, qualifier, functionArn, address, createdAt: clock.now() };
    this.#urls.set(id, url);
    return url;
  }

  /** Takes the address of a function or alias away, by its ARN. */
  remove(functionArn: string): void {
    for (const [id, url] of this.#urls) if (url.functionArn === functionArn) this.#urls.delete(id);
  }

  /** Address of a function or alias, by its ARN; undefined when it has none. */
  addressOf(functionArn: string): string | undefined {
    return [...this.#urls.values()].find((url) => url.functionArn === functionArn)?.address;
  }

  /** Those of a function and its aliases. */
  of(functionName: string): FunctionUrl[] {
    return [...this.#urls.values()].filter((url) => url.functionName === functionName);
  }

  targetOf({ path }: LoopbackRequest): WireObject | undefined {
    const url = this.#urls.get(PATH.exec(path)?.[1] ?? '');
    if (url === undefined) return undefined;
    const { functionName, qualifier } = url;
    return {
      FunctionName: functionName,
      ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
      AuthType: 'AWS_IAM',
    };
  }

  async handle(request: LoopbackRequest, caller: Caller): Promise<LoopbackResponse> {
    const { lambda, clock, accountId, region } = this.#options;
    const [, id = '', path = '/'] = PATH.exec(request.path) ?? [];
    const url = this.#urls.get(id);
    if (url === undefined) throw new Error(`There is no function URL ${id}.`);
    await lambda.admitted(caller);
    const event = urlEvent(request, caller, { id, path, accountId, region, now: clock.now() });
    const { functionName, qualifier } = url;
    return urlResponse(await lambda.invoke(functionName, Buffer.from(JSON.stringify(event)), { qualifier }));
  }
}
