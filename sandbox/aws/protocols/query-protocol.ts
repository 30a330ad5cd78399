import type { LoopbackRequest, LoopbackResponse } from '../../loopback-server.ts';
import { queryNameOf, statusBesideJson } from '../access-refusal.ts';
import type { AwsError, WireObject } from '../aws-service.ts';
import { formInput } from './query-form.ts';
import { elements, xml } from './xml.ts';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The services of the query protocol, by the version that their clients send. */
const SERVICES = {
  '2011-06-15': 'sts',
  '2010-05-15': 'cloudformation',
  '2010-05-08': 'iam',
  '2010-08-01': 'monitoring',
} as const;

export type QueryServiceName = (typeof SERVICES)[keyof typeof SERVICES];

const NAMESPACES: Readonly<Record<QueryServiceName, string>> = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  monitoring: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
};

/** A call in the query protocol: its Action, the Version of the service, and the other fields, lists as lists. */
interface Query {
  readonly action: string;
  readonly version: string;
  readonly input: WireObject;
}

/** The form of a query call, which may stand in the address, too. */
export function readQuery({ body, query }: LoopbackRequest): Query {
  const form = Object.fromEntries(new URLSearchParams(body.length === 0 ? query : body.toString()));
  const { Action: action = '', Version: version = 'NO_VERSION_SPECIFIED', ...fields } = form;
  return { action, version, input: formInput(fields) };
}

export function isQueryService(service: string): service is QueryServiceName {
  return Object.hasOwn(NAMESPACES, service);
}

/** The service whose clients send this version. */
export function serviceOfVersion(version: string): QueryServiceName | undefined {
  return Object.hasOwn(SERVICES, version) ? SERVICES[version as keyof typeof SERVICES] : undefined;
}

export function queryAnswer(
  service: QueryServiceName,
  { action }: Query,
  output: WireObject,
  requestId: string,
): LoopbackResponse {
  return xml(
    200,
    `<${action}Response xmlns="${NAMESPACES[service]}"><${action}Result>${elements(output)}</${action}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

export function queryError(
  service: QueryServiceName,
  { action, version }: Pick<Query, 'action' | 'version'>,
  error: AwsError,
  requestId: string,
): LoopbackResponse {
  const status = statusBesideJson(error);
  const Code = queryNameOf(error);
  const Message =
    Code === 'InvalidAction'
      ? `Could not find operation ${action} for version ${version}. ${error.message}`
      : error.message;
  const Error = { Type: status >= 500 ? 'Receiver' : 'Sender', Code, Message };
  return xml(
    status,
    `<ErrorResponse xmlns="${NAMESPACES[service]}">${elements({ Error, RequestId: requestId })}</ErrorResponse>`,
  );
}

/**
 * An error of another protocol, for clients that go by the names of the query protocol.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
export function withQueryError(
  { headers }: LoopbackRequest,
  error: AwsError,
  response: LoopbackResponse,
): LoopbackResponse {
  if (headers['x-amzn-query-mode'] !== 'true') return response;
  const fault = statusBesideJson(error) >= 500 ? 'Receiver' : 'Sender';
  return { ...response, headers: { ...response.headers, 'x-amzn-query-error': `${queryNameOf(error)};${fault}` } };
}
