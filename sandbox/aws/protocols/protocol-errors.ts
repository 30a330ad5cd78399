import type { LoopbackRequest, LoopbackResponse } from '../../loopback-server.ts';
import { queryNameOf, statusBesideJson } from '../access-refusal.ts';
import type { AwsError } from '../aws-service.ts';
import { cborError } from './cbor-protocol.ts';
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
      return cborError(error);
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
