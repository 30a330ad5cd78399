import type { WireObject } from '../aws/aws-service.ts';
import { decoded } from '../aws/protocols/rest-protocol.ts';
import type { LoopbackRequest } from '../loopback-server.ts';

/**
 * Where each operation lies; the names in a path are members of its request.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
const ROUTES = [
  ['Invoke', 'POST', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/invocations$/],
  ['GetFunctionConfiguration', 'GET', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/],
  ['GetPolicy', 'GET', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/policy$/],
  ['ListAliases', 'GET', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/aliases$/],
  ['GetFunction', 'GET', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)$/],
  ['ListFunctions', 'GET', /^\/2015-03-31\/functions\/?$/],
  ['GetAlias', 'GET', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/aliases\/(?<Name>[^/]+)$/],
  ['GetFunctionUrlConfig', 'GET', /^\/2021-10-31\/functions\/(?<FunctionName>[^/]+)\/url$/],
  ['ListFunctionUrlConfigs', 'GET', /^\/2021-10-31\/functions\/(?<FunctionName>[^/]+)\/urls$/],
  ['GetFunctionConcurrency', 'GET', /^\/2019-09-30\/functions\/(?<FunctionName>[^/]+)\/concurrency$/],
  ['GetAccountSettings', 'GET', /^\/2016-08-19\/account-settings\/?$/],
] as const satisfies readonly (readonly [string, string, RegExp])[];

export type OperationName = (typeof ROUTES)[number][0];

/** The members that travel as headers. */
const HEADERS = {
  InvocationType: 'x-amz-invocation-type',
  LogType: 'x-amz-log-type',
  ClientContext: 'x-amz-client-context',
  DurableExecutionName: 'x-amz-durable-execution-name',
  TenantId: 'x-amz-tenant-id',
};

interface RoutedRequest {
  readonly operation: OperationName;
  /** The members of the request, wherever they travel: in the path, the query, the headers or as the body. */
  readonly input: WireObject;
}

/** What a request asks for; undefined when it is for no operation that the sandbox has. */
export function routeOf({ method, path, query, headers, body }: LoopbackRequest): RoutedRequest | undefined {
  for (const [operation, verb, pattern] of ROUTES) {
    const matched = method === verb ? pattern.exec(path) : null;
    if (matched === null) continue;
    const input = {
      ...Object.fromEntries(new URLSearchParams(query)),
      ...Object.fromEntries(Object.entries(HEADERS).map(([member, header]) => [member, headers[header]])),
      Payload: body,
      ...Object.fromEntries(Object.entries(matched.groups ?? {}).map(([member, name]) => [member, decoded(name)])),
    };
    return { operation, input };
  }
  return undefined;
}
