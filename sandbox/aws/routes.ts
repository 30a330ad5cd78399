import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import { AWS_SERVICES, type AwsServiceName } from '../service-name.ts';
import type { Authorise } from './authorise.ts';
import type { AwsError, Caller, JsonService, RestService, UrlService } from './aws-service.ts';
import { cborAnswer, cborError, cborOperationOf, readCbor } from './protocols/cbor-protocol.ts';
import { scopedService } from './credential-scope.ts';
import { FUNCTION_URLS_PATH, noSuchUrl, urlError } from './protocols/function-url-protocol.ts';
import {
  isJsonService,
  jsonAnswer,
  jsonError,
  type JsonServiceName,
  readJson,
  targetOf,
} from './protocols/json-protocol.ts';
import { protocolError } from './protocols/protocol-errors.ts';
import {
  isQueryService,
  queryAnswer,
  queryError,
  type QueryServiceName,
  readQuery,
  serviceOfVersion,
  withQueryError,
} from './protocols/query-protocol.ts';
import { isLambdaPath, restError, restInput } from './protocols/rest-protocol.ts';
import { nobodysRequest, unknownOperation, unservedService } from './unknown-operation.ts';
import { protocolOf, type WireProtocol } from './protocols/wire-protocol.ts';

/** One request, understood: whose operation it is, and how that service answers. */
export interface Route {
  readonly service: AwsServiceName;
  readonly operation: string;
  perform(caller: Caller): Promise<LoopbackResponse>;
  failed(error: AwsError): LoopbackResponse;
}

/** Whom requests may be for. */
export interface RoutedServices {
  /** Those of the JSON and the query protocol; any of them may be absent. */
  readonly services: Readonly<Partial<Record<JsonServiceName | Exclude<QueryServiceName, 'sts'>, JsonService>>>;
  readonly lambda: RestService;
  /** None when it is absent. */
  readonly functionUrls?: UrlService;
  readonly sts: JsonService;
  /** Whoever signed in may do everything when it is absent. */
  readonly authorise?: Authorise;
}

/** AWS takes these without a signature: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const UNSIGNED_OPERATIONS = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']);

/**
 * The operation that a request is for. The service is the one that the request is signed for; where that is one that
 * the sandbox has, the request's own target, path or version decides, and the signature is then held against it.
 * @returns a refusal where there is no such service
 */
export function routeOf(request: LoopbackRequest, requestId: string, routed: RoutedServices): Route | LoopbackResponse {
  if (request.path.startsWith(FUNCTION_URLS_PATH)) return urlRoute(request, routed) ?? noSuchUrl;
  const scoped = scopedService(request);
  const protocol = protocolOf(request, scoped);
  const refused = (error: AwsError) => protocolError(error, { protocol, request, requestId });
  const served = AWS_SERVICES.filter((name) => isServed(name, routed)).toSorted();
  const isServedHere = (name: string): name is AwsServiceName => served.some((one) => one === name);
  if (scoped !== undefined && !isServedHere(scoped)) return refused(unservedService(scoped, served));
  const service = namedService(request, protocol) ?? scoped;
  if (service === undefined) return refused(nobodysRequest(served));
  if (!isServedHere(service)) return refused(unservedService(service, served));
  if (protocol === 'json' && isJsonService(service)) return jsonRoute(request, service, routed);
  if (protocol === 'cbor' && service === 'monitoring') return cborRoute(request, service, routed);
  if (protocol === 'query' && isQueryService(service)) return queryRoute(request, requestId, service, routed);
  if (protocol === 'rest-json' && service === 'lambda') return restRoute(request, routed);
  return foreignRoute(service, refused);
}

/** The service that the target, the path or the version of a request belongs to, if it is one of the sandbox's. */
function namedService(request: LoopbackRequest, protocol: WireProtocol): AwsServiceName | undefined {
  if (protocol === 'json') return targetOf(request).service;
  if (protocol === 'cbor') return cborOperationOf(request) === undefined ? undefined : 'monitoring';
  if (protocol === 'query') return serviceOfVersion(readQuery(request).version);
  return protocol === 'rest-json' && isLambdaPath(request.path) ? 'lambda' : undefined;
}

function isServed(name: AwsServiceName, { services }: RoutedServices): boolean {
  return name === 'lambda' || name === 'sts' || services[name] !== undefined;
}

function serviceIn(name: JsonServiceName | QueryServiceName, { sts, services }: RoutedServices): JsonService {
  const service = name === 'sts' ? sts : services[name];
  if (service === undefined) throw new Error(`The endpoint was started without ${name}.`);
  return service;
}

function jsonRoute(request: LoopbackRequest, service: JsonServiceName, routed: RoutedServices): Route {
  const { operation } = targetOf(request);
  return {
    service,
    operation,
    async perform(caller) {
      const input = readJson(request.body);
      routed.authorise?.({ service, operation, input, caller });
      return jsonAnswer(service, await serviceIn(service, routed).call(operation, input, caller));
    },
    failed: (error) => withQueryError(request, error, jsonError(service, error)),
  };
}

function cborRoute(request: LoopbackRequest, service: 'monitoring', routed: RoutedServices): Route {
  const operation = cborOperationOf(request) ?? '';
  return {
    service,
    operation,
    async perform(caller) {
      const input = readCbor(request.body);
      routed.authorise?.({ service, operation, input, caller });
      return cborAnswer(await serviceIn(service, routed).call(operation, input, caller));
    },
    failed: (error) => withQueryError(request, error, cborError(error)),
  };
}

function restRoute(request: LoopbackRequest, { lambda, authorise }: RoutedServices): Route {
  const operation = lambda.operationOf(request);
  return {
    service: 'lambda',
    operation,
    async perform(caller) {
      authorise?.({ service: 'lambda', operation, input: restInput(request), caller });
      return lambda.handle(request, caller);
    },
    failed: restError,
  };
}

function urlRoute(request: LoopbackRequest, { functionUrls, authorise }: RoutedServices): Route | undefined {
  const input = functionUrls?.targetOf(request);
  if (functionUrls === undefined || input === undefined) return undefined;
  const operation = 'InvokeFunctionUrl';
  return {
    service: 'lambda',
    operation,
    async perform(caller) {
      authorise?.({ service: 'lambda', operation, input, caller });
      return functionUrls.handle(request, caller);
    },
    failed: urlError,
  };
}

function queryRoute(
  request: LoopbackRequest,
  requestId: string,
  service: QueryServiceName,
  routed: RoutedServices,
): Route | LoopbackResponse {
  const query = readQuery(request);
  const { action: operation, input } = query;
  const failed = (error: AwsError) => queryError(service, query, error, requestId);
  if (service === 'sts' && UNSIGNED_OPERATIONS.has(operation)) return failed(unknownOperation(service, operation));
  return {
    service,
    operation,
    async perform(caller) {
      routed.authorise?.({ service, operation, input, caller });
      const output = await serviceIn(service, routed).call(operation, input, caller);
      return queryAnswer(service, query, output, requestId);
    },
    failed,
  };
}

/** A service that is spoken to in a protocol that it does not have here. */
function foreignRoute(service: AwsServiceName, failed: (error: AwsError) => LoopbackResponse): Route {
  const operation = 'UnknownOperation';
  return { service, operation, perform: () => Promise.reject(unknownOperation(service, operation)), failed };
}
