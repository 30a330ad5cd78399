import { AwsError, type WireObject } from '../aws/aws-service.ts';
import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import { configurationOnWire, functionOnWire } from './function-configuration.ts';
import { acceptedPayload, noResourcePolicy } from './lambda-errors.ts';
import type { Lambda } from './lambda.ts';

type Operation = 'Invoke' | 'GetFunction' | 'GetFunctionConfiguration' | 'GetPolicy' | 'ListAliases' | 'ListFunctions';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const ROUTES: readonly (readonly [Operation, string, RegExp])[] = [
  ['Invoke', 'POST', /^\/2015-03-31\/functions\/([^/]+)\/invocations$/],
  ['GetFunctionConfiguration', 'GET', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/],
  ['GetPolicy', 'GET', /^\/2015-03-31\/functions\/([^/]+)\/policy$/],
  ['ListAliases', 'GET', /^\/2015-03-31\/functions\/([^/]+)\/aliases$/],
  ['GetFunction', 'GET', /^\/2015-03-31\/functions\/([^/]+)$/],
  ['ListFunctions', 'GET', /^\/2015-03-31\/functions\/?$/],
];

/** AWS's name of the operation; `UnknownOperation` when it is none that the sandbox has. */
export function operationOf(request: LoopbackRequest): string {
  return routeOf(request)?.operation ?? 'UnknownOperation';
}

/** Lambda's operations over HTTP. */
export class LambdaRestApi {
  readonly #lambda: Lambda;

  constructor(lambda: Lambda) {
    this.#lambda = lambda;
  }

  /**
   * @param admitted resolves when an invocation may begin
   * @throws AwsError as AWS would answer
   */
  async handle(request: LoopbackRequest, admitted: () => Promise<void>): Promise<LoopbackResponse> {
    const route = routeOf(request);
    if (route === undefined) {
      throw new AwsError('UnknownOperationException', 'The sandbox does not have this operation of Lambda.', 404);
    }
    const { operation, functionName } = route;
    const qualifier = new URLSearchParams(request.query).get('Qualifier') ?? undefined;
    if (operation === 'ListFunctions') return this.#listFunctions();
    if (operation === 'ListAliases') return json({ Aliases: this.#lambda.aliasesOf(functionName) });
    if (operation === 'Invoke') {
      await admitted();
      return this.#invoke(functionName, qualifier, request);
    }
    const { deployed, policy, invokedArn } = this.#lambda.find(functionName, qualifier);
    const { configuration, modifiedAt } = deployed;
    if (operation === 'GetFunction') return json(functionOnWire(configuration, modifiedAt));
    if (operation === 'GetFunctionConfiguration') return json(configurationOnWire(configuration, modifiedAt));
    if (policy.permissions.length === 0) throw noResourcePolicy();
    return json({ Policy: JSON.stringify(policy.document(invokedArn)) });
  }

  async #invoke(
    functionName: string,
    qualifier: string | undefined,
    { headers, body }: LoopbackRequest,
  ): Promise<LoopbackResponse> {
    const invocationType = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    switch (invocationType) {
      case 'DryRun':
        this.#lambda.find(functionName, qualifier);
        acceptedPayload(body, 'RequestResponse');
        return { status: 204 };
      case 'Event':
      case 'RequestResponse': {
        const result = await this.#lambda.invoke(functionName, body, { qualifier, invocationType });
        const requestId = { 'x-amzn-requestid': result.requestId };
        if (invocationType === 'Event') return { status: 202, headers: requestId };
        const wantsLog = headers['x-amz-log-type'] === 'Tail';
        return {
          status: result.status,
          headers: {
            ...requestId,
            'content-type': 'application/json',
            'x-amz-executed-version': result.executedVersion,
            ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
            ...(wantsLog ? { 'x-amz-log-result': Buffer.from(result.logTail).toString('base64') } : {}),
          },
          body: result.payload,
        };
      }
      default:
        throw new AwsError('InvalidParameterValueException', `Unknown invocation type: ${String(invocationType)}`);
    }
  }

  #listFunctions(): LoopbackResponse {
    const Functions = this.#lambda.functions().map(({ functionName }) => {
      const { configuration, modifiedAt } = this.#lambda.find(functionName).deployed;
      return configurationOnWire(configuration, modifiedAt);
    });
    return json({ Functions });
  }
}

function routeOf({ method, path }: LoopbackRequest): { operation: Operation; functionName: string } | undefined {
  for (const [operation, verb, pattern] of ROUTES) {
    const matched = method === verb ? pattern.exec(path) : null;
    if (matched !== null) return { operation, functionName: decoded(matched[1] ?? '') };
  }
  return undefined;
}

/** A name that is not percent-encoded UTF-8 is taken as it is, and then not found. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function json(value: WireObject): LoopbackResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
