import type { Caller, RestService, WireObject } from '../aws/aws-service.ts';
import type { Operation } from '../aws/operation.ts';
import { unknownOperation } from '../aws/unknown-operation.ts';
import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import { getAlias, listAliases } from './operations/aliases.ts';
import { getAccountSettings, getFunctionConcurrency } from './operations/concurrency.ts';
import { getFunctionUrlConfig, listFunctionUrlConfigs } from './operations/function-url-configs.ts';
import { getFunction, getFunctionConfiguration, getPolicy, listFunctions } from './operations/get-function.ts';
import { type Invocation, invoke } from './operations/invoke.ts';
import type { Setting } from './operations/operation.ts';
import { type OperationName, routeOf } from './routes.ts';

export const LAMBDA_OPERATIONS = {
  GetAccountSettings: getAccountSettings,
  GetAlias: getAlias,
  GetFunction: getFunction,
  GetFunctionConcurrency: getFunctionConcurrency,
  GetFunctionConfiguration: getFunctionConfiguration,
  GetFunctionUrlConfig: getFunctionUrlConfig,
  GetPolicy: getPolicy,
  Invoke: invoke,
  ListAliases: listAliases,
  ListFunctionUrlConfigs: listFunctionUrlConfigs,
  ListFunctions: listFunctions,
} as const satisfies Record<OperationName, Operation<Setting>>;

/** Lambda's API, as far as functions are invoked and looked at. The stack makes them. */
export class LambdaApi implements RestService {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  operationOf(request: LoopbackRequest): string {
    return routeOf(request)?.operation ?? 'UnknownOperation';
  }

  async handle(request: LoopbackRequest, caller: Caller): Promise<LoopbackResponse> {
    const routed = routeOf(request);
    if (routed === undefined) throw unknownOperation('lambda', `${request.method} ${request.path}`, 404);
    const { operation, input } = routed;
    if (operation === 'Invoke') return invoked(await invoke(input, caller, this.#setting));
    return json(LAMBDA_OPERATIONS[operation](input, caller, this.#setting));
  }
}

/** Of Invoke's answer the payload alone travels as the body. */
function invoked(answer: Invocation): LoopbackResponse {
  const headers = {
    'x-amzn-requestid': answer.RequestId,
    'x-amz-executed-version': answer.ExecutedVersion,
    'x-amz-function-error': answer.FunctionError,
    'x-amz-log-result': answer.LogResult,
    'content-type': answer.Payload && 'application/json',
  };
  const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    status: answer.StatusCode,
    headers: Object.fromEntries(sent),
    ...(answer.Payload && { body: answer.Payload }),
  };
}

function json(answer: WireObject): LoopbackResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
}
