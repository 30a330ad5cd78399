import { randomUUID } from 'node:crypto';
import { serveLoopback, type LoopbackRequest, type LoopbackResponse, type LoopbackServer } from '../loopback-server.ts';
import type { AwsServiceName } from '../service-name.ts';
import type { Traffic } from '../traffic.ts';
import {
  AwsError,
  SANDBOX_REGION,
  type Authorise,
  type Caller,
  type JsonService,
  type RestService,
  type UrlService,
  type WireObject,
} from './aws-service.ts';
import type { Credentials } from './credentials.ts';
import { refusalOf, serverFailure } from './fault-refusal.ts';
import { FUNCTION_URLS_PATH, noSuchUrl, urlError } from './function-url-protocol.ts';
import { JSON_TARGETS, jsonAnswer, jsonError, readJson, type JsonServiceName } from './json-protocol.ts';
import { FORM_TYPE, queryAnswer, queryError, type QueryServiceName, readQuery } from './query-protocol.ts';
import { FUNCTIONS_PATH, restError, restInput } from './rest-protocol.ts';
import { callerOf } from './signature.ts';

export interface AwsEndpointOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly credentials: Credentials;
  readonly traffic: Traffic;
  /** Those that operators ask may be absent. */
  readonly services: Readonly<Record<'secretsmanager' | 'kms', JsonService>> &
    Readonly<Partial<Record<JsonServiceName | QueryServiceName, JsonService>>>;
  readonly lambda: RestService;
  /** None when it is absent. */
  readonly functionUrls?: UrlService;
  /** Takes the form's fields, all of them strings, and gives what stands in the XML result. */
  readonly sts: JsonService;
  readonly region?: string;
  /** Whoever signed in may do everything when it is absent. */
  readonly authorise?: Authorise;
  /** Told of an error that is the sandbox's own; it is printed to stderr when absent. */
  readonly onCrash?: (error: unknown) => void;
}

/** One request, understood: whose operation it is, and how that service answers. */
interface Route {
  readonly service: AwsServiceName;
  readonly operation: string;
  perform(caller: Caller): Promise<LoopbackResponse>;
  failed(error: AwsError): LoopbackResponse;
}

/** The AWS CLI gives Lambda's payload no type. The signature keeps out what a web page could send so. */
const UNTYPED = '';

/** Serves Secrets Manager, KMS, Lambda, STS and what operators ask to the AWS SDKs and CLI at one address of this machine. */
export function startAwsEndpoint(options: AwsEndpointOptions): Promise<LoopbackServer> {
  return serveLoopback({
    port: options.port,
    contentTypes: ['application/x-amz-json-1.1', 'application/json', 'application/octet-stream', FORM_TYPE, UNTYPED],
    handle: async (request) => {
      const requestId = randomUUID();
      const response = await answer(request, requestId, options);
      return response && { ...response, headers: { 'x-amzn-requestid': requestId, ...response.headers } };
    },
  });
}

async function answer(
  request: LoopbackRequest,
  requestId: string,
  options: AwsEndpointOptions,
): Promise<LoopbackResponse | undefined> {
  const { credentials, traffic, region = SANDBOX_REGION } = options;
  const route = routeOf(request, requestId, options);
  if (route === undefined) return request.path.startsWith(FUNCTION_URLS_PATH) ? noSuchUrl : nobodyThere;
  const { service, operation } = route;
  const traceHeader = request.headers['x-amzn-trace-id'] as string | undefined;
  return orFailure(route, options, () => {
    const caller = callerOf(request, { service, region }, credentials);
    return traffic.serve(
      { service, operation, traceHeader },
      () => orFailure(route, options, () => route.perform(caller)),
      (status, fault) => route.failed(refusalOf(service, operation, status, fault)),
    );
  });
}

function routeOf(request: LoopbackRequest, requestId: string, options: AwsEndpointOptions): Route | undefined {
  if (request.path.startsWith(FUNCTION_URLS_PATH)) return urlRoute(request, options);
  const form = request.headers['content-type']?.toLowerCase().startsWith(FORM_TYPE) === true;
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return form ? undefined : jsonRoute(request, target, options);
  if (request.path === FUNCTIONS_PATH || request.path.startsWith(`${FUNCTIONS_PATH}/`)) {
    return form ? undefined : restRoute(request, options);
  }
  return form ? queryRoute(request, requestId, options) : undefined;
}

function jsonRoute(request: LoopbackRequest, target: string, options: AwsEndpointOptions): Route | undefined {
  const [prefix = '', operation = ''] = target.split('.');
  if (!Object.hasOwn(JSON_TARGETS, prefix)) return undefined;
  const service = JSON_TARGETS[prefix as keyof typeof JSON_TARGETS];
  return {
    service,
    operation,
    async perform(caller) {
      const input = readJson(request.body);
      options.authorise?.({ service, operation, input, caller });
      return jsonAnswer(await called(options.services[service], operation, input, caller));
    },
    failed: (error) => jsonError(service, error),
  };
}

function restRoute(request: LoopbackRequest, { lambda, authorise }: AwsEndpointOptions): Route {
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

function urlRoute(request: LoopbackRequest, { functionUrls, authorise }: AwsEndpointOptions): Route | undefined {
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

function queryRoute(request: LoopbackRequest, requestId: string, options: AwsEndpointOptions): Route {
  const { sts, services, authorise } = options;
  const query = readQuery(request.body);
  const { service, action, input } = query;
  return {
    service,
    operation: action,
    async perform(caller) {
      authorise?.({ service, operation: action, input, caller });
      const asked = service === 'sts' ? sts : services[service];
      return queryAnswer(query, await called(asked, action, input, caller), requestId);
    },
    failed: (error) => queryError(query, error, requestId),
  };
}

/** @throws AwsError also when the endpoint was started without this service */
function called(service: JsonService | undefined, ...call: Parameters<JsonService['call']>): Promise<WireObject> {
  if (service === undefined) throw new AwsError('UnknownOperationException', 'The sandbox does not serve this here.');
  return service.call(...call);
}

/** What goes wrong is answered as the service would; what should never happen is told to the developer as well. */
async function orFailure<Answer>(
  route: Route,
  { onCrash = printed }: AwsEndpointOptions,
  work: () => Promise<Answer>,
): Promise<Answer | LoopbackResponse> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AwsError) return route.failed(error);
    onCrash(error);
    return route.failed(serverFailure(route.service));
  }
}

function printed(error: unknown): void {
  console.error('The sandbox failed to answer an AWS call:', error);
}

const nobodyThere: LoopbackResponse = {
  status: 404,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'UnknownOperationException' },
  body: JSON.stringify({
    message:
      'The sandbox serves Secrets Manager, KMS, Lambda (/2015-03-31/functions), Logs, and by form posts STS, ' +
      'CloudFormation and IAM here.',
  }),
};
