import { AwsError, type Caller, type WireObject } from '../aws/aws-service.ts';
import { unknownOperation } from '../aws/unknown-operation.ts';
import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import { configurationOnWire, functionOnWire } from './function-configuration.ts';
import { acceptedPayload, noSuchResource } from './lambda-errors.ts';
import { getAccountSettings, getFunctionConcurrency } from './operations/concurrency.ts';
import { getFunctionUrlConfig, listFunctionUrlConfigs } from './operations/function-url-configs.ts';
import { getAlias } from './operations/get-alias.ts';
import type { Operation, Setting } from './operations/operation.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const ROUTES: readonly (readonly [string, string, RegExp])[] = [
  ['Invoke', 'POST', /^\/2015-03-31\/functions\/([^/]+)\/invocations$/],
  ['GetFunctionConfiguration', 'GET', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/],
  ['GetPolicy', 'GET', /^\/2015-03-31\/functions\/([^/]+)\/policy$/],
  ['ListAliases', 'GET', /^\/2015-03-31\/functions\/([^/]+)\/aliases$/],
  ['GetFunction', 'GET', /^\/2015-03-31\/functions\/([^/]+)$/],
  ['ListFunctions', 'GET', /^\/2015-03-31\/functions\/?$/],
  ['GetAlias', 'GET', /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)$/],
  ['GetFunctionUrlConfig', 'GET', /^\/2021-10-31\/functions\/([^/]+)\/url$/],
  ['ListFunctionUrlConfigs', 'GET', /^\/2021-10-31\/functions\/([^/]+)\/urls$/],
  ['GetFunctionConcurrency', 'GET', /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/],
  ['GetAccountSettings', 'GET', /^\/2016-08-19\/account-settings\/?$/],
];

export const LAMBDA_OPERATIONS: readonly string[] = ROUTES.map(([operation]) => operation).toSorted();

/** Those whose request has a shape. */
const SHAPED: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    GetAccountSettings: getAccountSettings,
    GetAlias: getAlias,
    GetFunctionConcurrency: getFunctionConcurrency,
    GetFunctionUrlConfig: getFunctionUrlConfig,
    ListFunctionUrlConfigs: listFunctionUrlConfigs,
  }),
);

/** AWS's name of the operation; `UnknownOperation` when it is none that the sandbox has. */
export function operationOf(request: LoopbackRequest): string {
  return routeOf(request)?.operation ?? 'UnknownOperation';
}

/** Lambda's operations over HTTP. */
export class LambdaRestApi {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  get #lambda(): Setting['lambda'] {
    return this.#setting.lambda;
  }

  /**
   * @param admitted resolves when an invocation may begin
   * @throws AwsError as AWS would answer
   */
  async handle(request: LoopbackRequest, caller: Caller, admitted: () => Promise<void>): Promise<LoopbackResponse> {
    const route = routeOf(request);
    if (route === undefined) throw unknownOperation('lambda', `${request.method} ${request.path}`, 404);
    const { operation, functionName, name } = route;
    const query = Object.fromEntries(new URLSearchParams(request.query));
    const shaped = SHAPED.get(operation);
    if (shaped !== undefined) {
      const input = { ...query, FunctionName: functionName, ...(name !== undefined && { Name: name }) };
      return json(shaped(input, caller, this.#setting));
    }
    const { Qualifier: qualifier } = query;
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
    if (policy.permissions.length === 0) throw noSuchResource();
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

function routeOf({
  method,
  path,
}: LoopbackRequest):
  { readonly operation: string; readonly functionName: string; readonly name: string | undefined } | undefined {
  for (const [operation, verb, pattern] of ROUTES) {
    const matched = method === verb ? pattern.exec(path) : null;
    if (matched === null) continue;
    const [, functionName = '', name] = matched;
    return { operation, functionName: decoded(functionName), name: name && decoded(name) };
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
