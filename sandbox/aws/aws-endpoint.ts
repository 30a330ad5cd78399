import { randomUUID } from 'node:crypto';
import {
  serveLoopback,
  type LoopbackPort,
  type LoopbackRequest,
  type LoopbackResponse,
  type LoopbackServer,
} from '../loopback-server.ts';
import type { AwsServiceName } from '../service-name.ts';
import type { Traffic } from '../traffic.ts';
import { AwsError, SANDBOX_REGION } from './aws-service.ts';
import type { Credentials } from './credentials.ts';
import { refusalOf, serverFailure } from './fault-refusal.ts';
import { FORM_TYPE } from './protocols/query-protocol.ts';
import { type Route, type RoutedServices, routeOf } from './routes.ts';
import { callerOf } from './signature.ts';

export interface AwsEndpointOptions extends RoutedServices {
  readonly port: LoopbackPort;
  readonly credentials: Credentials;
  readonly traffic: Traffic;
  readonly region?: string;
  /** Answers what AWS has not, before anything else does. */
  readonly besides?: (request: LoopbackRequest) => LoopbackResponse | undefined;
  /** Told of an error that is the sandbox's own; it is printed to stderr when absent. */
  readonly onCrash?: (error: unknown) => void;
}

/** Where secrets have replicas, and replicas have keys, there are these two; everything else is in the stack's region. */
const IN_EVERY_REGION: ReadonlySet<AwsServiceName> = new Set(['secretsmanager', 'kms']);

/** The AWS CLI gives Lambda's payload no type. The signature keeps out what a web page could send so. */
const UNTYPED = '';

/** Serves the sandbox's AWS services to the AWS SDKs and CLI at one address of this machine. */
export function startAwsEndpoint(options: AwsEndpointOptions): Promise<LoopbackServer> {
  return serveLoopback({
    port: options.port,
    contentTypes: ['application/x-amz-json-1.1', 'application/json', 'application/octet-stream', FORM_TYPE, UNTYPED],
    signedMayHaveAnyType: true,
    handle: async (request) => {
      const besides = options.besides?.(request);
      if (besides !== undefined) return besides;
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
  if (!('perform' in route)) return route;
  const { service, operation } = route;
  const traceHeader = request.headers['x-amzn-trace-id'] as string | undefined;
  return orFailure(route, options, () => {
    const scope = { service, region, isInEveryRegion: IN_EVERY_REGION.has(service) };
    const caller = callerOf(request, scope, credentials);
    return traffic.serve(
      { service, operation, traceHeader },
      () => orFailure(route, options, () => route.perform(caller)),
      (status, fault) => route.failed(refusalOf(service, operation, status, fault)),
    );
  });
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
