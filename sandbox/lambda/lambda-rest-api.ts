import type { InferOutput } from 'valibot';
import type { Caller, WireObject } from '../aws/aws-service.ts';
import { checked } from '../aws/checked-input.ts';
import { unknownOperation } from '../aws/unknown-operation.ts';
import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import { configurationOnWire, functionOnWire } from './function-configuration.ts';
import { acceptedPayload, noSuchResource } from './lambda-errors.ts';
import { getAccountSettings, getFunctionConcurrency } from './operations/concurrency.ts';
import { getFunctionUrlConfig, listFunctionUrlConfigs } from './operations/function-url-configs.ts';
import { getAlias } from './operations/get-alias.ts';
import type { Operation, Setting } from './operations/operation.ts';
import { LAMBDA_REQUESTS, type LambdaOperation, membersOf } from './requests/lambda-requests.ts';
import { requireReachable } from './operations/reachable-function.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const ROUTES: readonly (readonly [LambdaOperation | ReadOperation, string, RegExp])[] = [
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

/** Those that only read what stands in the path and the query. */
const READ_OPERATIONS = {
  GetAccountSettings: getAccountSettings,
  GetAlias: getAlias,
  GetFunctionConcurrency: getFunctionConcurrency,
  GetFunctionUrlConfig: getFunctionUrlConfig,
  ListFunctionUrlConfigs: listFunctionUrlConfigs,
} satisfies Record<string, Operation>;

type ReadOperation = keyof typeof READ_OPERATIONS;

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
    const input = membersOf(request, functionName);
    if (isRead(operation)) {
      if (functionName !== undefined) requireReachable({ FunctionName: functionName }, operation, caller);
      return json(
        READ_OPERATIONS[operation]({ ...input, ...(name !== undefined && { Name: name }) }, caller, this.#setting),
      );
    }
    if (operation === 'ListFunctions') {
      checked(LAMBDA_REQUESTS.ListFunctions, input);
      return this.#listFunctions();
    }
    if (operation === 'ListAliases') {
      const { FunctionName } = checked(LAMBDA_REQUESTS.ListAliases, input);
      requireReachable({ FunctionName }, operation, caller);
      return json({ Aliases: this.#lambda.aliasesOf(FunctionName) });
    }
    if (operation === 'Invoke') {
      const invocation = checked(LAMBDA_REQUESTS.Invoke, input);
      requireReachable(invocation, operation, caller);
      await admitted();
      return this.#invoke(invocation);
    }
    const { FunctionName, Qualifier } = checked(LAMBDA_REQUESTS[operation], input);
    requireReachable({ FunctionName, Qualifier }, operation, caller);
    const { deployed, policy, invokedArn } = this.#lambda.find(FunctionName, Qualifier);
    const { configuration, modifiedAt } = deployed;
    if (operation === 'GetFunction') return json(functionOnWire(configuration, modifiedAt));
    if (operation === 'GetFunctionConfiguration') return json(configurationOnWire(configuration, modifiedAt));
    if (policy.permissions.length === 0) throw noSuchResource();
    return json({ Policy: JSON.stringify(policy.document(invokedArn)) });
  }

  async #invoke(input: InferOutput<typeof LAMBDA_REQUESTS.Invoke>): Promise<LoopbackResponse> {
    const {
      FunctionName: functionName,
      Qualifier: qualifier,
      InvocationType: invocationType,
      Payload: payload,
    } = input;
    if (invocationType === 'DryRun') {
      this.#lambda.find(functionName, qualifier);
      acceptedPayload(payload, 'RequestResponse');
      return { status: 204 };
    }
    const result = await this.#lambda.invoke(functionName, payload, { qualifier, invocationType });
    const requestId = { 'x-amzn-requestid': result.requestId };
    if (invocationType === 'Event') return { status: 202, headers: requestId };
    const wantsLog = input.LogType === 'Tail';
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

  #listFunctions(): LoopbackResponse {
    const Functions = this.#lambda.functions().map(({ functionName }) => {
      const { configuration, modifiedAt } = this.#lambda.find(functionName).deployed;
      return configurationOnWire(configuration, modifiedAt);
    });
    return json({ Functions });
  }
}

interface Route {
  readonly operation: LambdaOperation | ReadOperation;
  readonly functionName?: string;
  /** Of the alias. */
  readonly name?: string;
}

function isRead(operation: LambdaOperation | ReadOperation): operation is ReadOperation {
  return Object.hasOwn(READ_OPERATIONS, operation);
}

function routeOf({ method, path }: LoopbackRequest): Route | undefined {
  for (const [operation, verb, pattern] of ROUTES) {
    const matched = method === verb ? pattern.exec(path) : null;
    if (matched === null) continue;
    const [, functionName, name] = matched;
    return {
      operation,
      ...(functionName !== undefined && { functionName: decoded(functionName) }),
      ...(name !== undefined && { name: decoded(name) }),
    };
  }
  return undefined;
}

/** A name that is not percent-encoded UTF-8 is taken as it is, and then is no name. */
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
