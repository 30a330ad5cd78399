import type { LoopbackResponse } from '../loopback-server.ts';
import { queryNameOf, statusBesideJson } from './access-refusal.ts';
import type { AwsError, WireObject } from './aws-service.ts';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The services of the query protocol, by the version that their clients send. */
const SERVICES = {
  '2011-06-15': 'sts',
  '2010-05-15': 'cloudformation',
  '2010-05-08': 'iam',
} as const;

export type QueryServiceName = (typeof SERVICES)[keyof typeof SERVICES];

const NAMESPACES: Readonly<Record<QueryServiceName, string>> = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

interface Query {
  readonly service: QueryServiceName;
  readonly action: string;
  readonly input: WireObject;
}

/** The form of a query call: whose it is, its Action, and the other fields as strings. */
export function readQuery(body: Buffer): Query {
  const {
    Action: action = '',
    Version: version = '',
    ...input
  } = Object.fromEntries(new URLSearchParams(body.toString()));
  const service = Object.hasOwn(SERVICES, version) ? SERVICES[version as keyof typeof SERVICES] : 'sts';
  return { service, action, input };
}

export function queryAnswer({ service, action }: Query, output: WireObject, requestId: string): LoopbackResponse {
  return xml(
    200,
    `<${action}Response xmlns="${NAMESPACES[service]}"><${action}Result>${elements(output)}</${action}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

export function queryError({ service }: Query, error: AwsError, requestId: string): LoopbackResponse {
  const status = statusBesideJson(error);
  const Error = { Type: status >= 500 ? 'Receiver' : 'Sender', Code: queryNameOf(error), Message: error.message };
  return xml(
    status,
    `<ErrorResponse xmlns="${NAMESPACES[service]}">${elements({ Error, RequestId: requestId })}</ErrorResponse>`,
  );
}

function elements(fields: WireObject): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      return `<${name}>${content(value)}</${name}>`;
    })
    .join('');
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${content(item)}</member>`).join('');
  return typeof value === 'object' && value !== null ? elements(value as WireObject) : escaped(String(value));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function xml(status: number, body: string): LoopbackResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
