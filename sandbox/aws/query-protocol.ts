import type { LoopbackResponse } from '../loopback-server.ts';
import { queryNameOf, statusBesideJson } from './access-refusal.ts';
import type { AwsError, WireObject } from './aws-service.ts';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** The form of a query call: its Action, and the other fields as strings. */
export function readQuery(body: Buffer): { readonly action: string; readonly input: WireObject } {
  const { Action: action = '', Version: _version, ...input } = Object.fromEntries(new URLSearchParams(body.toString()));
  return { action, input };
}

export function queryAnswer(action: string, output: WireObject, requestId: string): LoopbackResponse {
  return xml(
    200,
    `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${elements(output)}</${action}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

export function queryError(error: AwsError, requestId: string): LoopbackResponse {
  const status = statusBesideJson(error);
  const Error = { Type: status >= 500 ? 'Receiver' : 'Sender', Code: queryNameOf(error), Message: error.message };
  return xml(
    status,
    `<ErrorResponse xmlns="${NAMESPACE}">${elements({ Error, RequestId: requestId })}</ErrorResponse>`,
  );
}

function elements(fields: WireObject): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      const content = typeof value === 'string' ? escaped(value) : elements(value as WireObject);
      return `<${name}>${content}</${name}>`;
    })
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function xml(status: number, body: string): LoopbackResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
