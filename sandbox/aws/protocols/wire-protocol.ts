import type { LoopbackRequest } from '../../loopback-server.ts';
import { FORM_TYPE } from './query-protocol.ts';

/** A language that a service of AWS is spoken to in: https://smithy.io/2.0/aws/protocols/index.html */
export type WireProtocol = 'json' | 'cbor' | 'query' | 'ec2' | 's3' | 'rest-xml' | 'rest-json';

/** The services of XML over REST, by the names that they are signed with. */
const REST_XML = new Set(['s3', 's3express', 's3-object-lambda', 's3-outposts', 'route53', 'cloudfront']);

/** S3 Control is signed as S3 is, and alone begins with its version. It writes its errors as all but S3 do. */
const S3_CONTROL_PATH = '/v20180820/';

/**
 * The protocol that a request is written in, so that its answer is understood.
 * @param service whose request it is, as far as it is known
 */
export function protocolOf({ headers, path, query }: LoopbackRequest, service: string | undefined): WireProtocol {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (typeof headers['x-amz-target'] === 'string') return 'json';
  if (service !== undefined && REST_XML.has(service)) {
    return service.startsWith('s3') && !path.startsWith(S3_CONTROL_PATH) ? 's3' : 'rest-xml';
  }
  const isForm = headers['content-type']?.toLowerCase().startsWith(FORM_TYPE) === true;
  if (!isForm && !(path === '/' && /(^|&)Action=/.test(query))) return 'rest-json';
  return service === 'ec2' ? 'ec2' : 'query';
}
