import { cbor, tag } from '@smithy/core/cbor';
import type { LoopbackRequest, LoopbackResponse } from '../../loopback-server.ts';
import { AwsError, type WireObject } from '../aws-service.ts';

const CBOR_TYPE = 'application/cbor';

const PATH = /^\/service\/GraniteServiceVersion20100801\/operation\/(\w+)$/;

const PROTOCOL = 'rpc-v2-cbor';

/** CBOR's tag of a time. */
const EPOCH_SECONDS = 1;

/**
 * CloudWatch's operation in a request of Smithy's RPC v2 CBOR, which the newer AWS CLIs speak to it; undefined where the
 * request is for another service. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export function cborOperationOf({ path }: LoopbackRequest): string | undefined {
  return PATH.exec(path)?.[1];
}

/** @throws AwsError `SerializationException` when the body is not a map */
export function readCbor(body: Buffer): WireObject {
  if (body.length === 0) return {};
  const input = decoded(body);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsError('SerializationException', 'The request body is not a CBOR map.');
  }
  return untagged(input) as WireObject;
}

export function cborAnswer(output: WireObject): LoopbackResponse {
  return answer(200, output);
}

export function cborError({ name, message, status }: AwsError): LoopbackResponse {
  return answer(status, { __type: name, message });
}

function decoded(body: Buffer): unknown {
  try {
    return cbor.deserialize(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not CBOR.');
  }
}

/** Times are numbers with a tag. */
function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  if ('tag' in value && 'value' in value) return Number(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untagged(item)]));
}

function tagged(value: unknown): unknown {
  if (value instanceof Date) return tag({ tag: EPOCH_SECONDS, value: value.getTime() / 1000 });
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tagged(item)]));
}

function answer(status: number, content: WireObject): LoopbackResponse {
  return {
    status,
    headers: { 'content-type': CBOR_TYPE, 'smithy-protocol': PROTOCOL },
    body: Buffer.from(cbor.serialize(tagged(content))),
  };
}
