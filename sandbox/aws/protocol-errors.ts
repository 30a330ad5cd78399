import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import { queryNameOf, statusBesideJson } from './access-refusal.ts';
import type { AwsError } from './aws-service.ts';
import { elements, xml } from './xml.ts';
import type { WireProtocol } from './wire-protocol.ts';

/** Whom an error is told: how the request was written, and its id. */
interface ErrorContext {
  readonly protocol: WireProtocol;
  readonly request: LoopbackRequest;
  readonly requestId: string;
}

/** AWS's namespace of an error that comes from no service in particular. */
const FAULT_NAMESPACE = 'http://webservices.amazon.com/AWSFault/2005-15-09';

/** An error in a protocol, for which no service is asked that would write it itself. */
export function protocolError(error: AwsError, { protocol, request, requestId }: ErrorContext): LoopbackResponse {
  const { message, name } = error;
  const status = statusBesideJson(error);
  const isUnknown = name === 'UnknownOperationException';
  const Code = queryNameOf(error);
  switch (protocol) {
    case 'json':
      return {
        status: error.status,
        headers: { 'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1' },
        body: JSON.stringify({ __type: name, message }),
      };
    case 'cbor':
      return {
        status: error.status,
        headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
        body: cborOf({ __type: name, message }),
      };
    case 'rest-json':
      return {
        status: isUnknown ? 404 : status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
        body: JSON.stringify({ message }),
      };
    case 'ec2':
      // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
      return xml(
        status,
        elements({ Response: { Errors: { Error: { Code, Message: message } }, RequestID: requestId } }),
      );
    case 's3': {
      // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
      const Error = { Code: isUnknown ? 'NotImplemented' : Code, Message: message, RequestId: requestId };
      return xml(isUnknown ? 501 : status, elements({ Error }));
    }
    case 'query':
    case 'rest-xml': {
      const Error = { Type: 'Sender', Code, Message: message };
      return xml(
        status,
        `<ErrorResponse xmlns="${FAULT_NAMESPACE}">${elements({ Error, RequestId: requestId })}</ErrorResponse>`,
      );
    }
  }
}

/** A map of texts in CBOR, which is all that an error needs: https://www.rfc-editor.org/rfc/rfc8949#section-3.1 */
function cborOf(map: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(map);
  const texts = entries.flat().map((text) => Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]));
  return Buffer.concat([cborHead(5, entries.length), ...texts]);
}

function cborHead(majorType: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(majorType << 5) | count]);
  return Buffer.from([(majorType << 5) | 25, count >> 8, count & 0xff]);
}
