import type { LoopbackRequest, LoopbackResponse } from '../../loopback-server.ts';
import { AwsError, type WireObject } from '../aws-service.ts';

/** The services of AWS JSON 1.1, and CloudWatch's of 1.0, by the prefix of their x-amz-target. */
const JSON_TARGETS = {
  secretsmanager: 'secretsmanager',
  TrentService: 'kms',
  Logs_20140328: 'logs',
  AWSEvents: 'events',
  GraniteServiceVersion20100801: 'monitoring',
} as const;

export type JsonServiceName = (typeof JSON_TARGETS)[keyof typeof JSON_TARGETS];

/** Secrets Manager writes the message of the errors in its model with a capital M; all others are lower-case. */
const SECRETS_MANAGER_MODEL = new Set([
  'DecryptionFailure',
  'EncryptionFailure',
  'InternalServiceError',
  'InvalidNextTokenException',
  'InvalidParameterException',
  'InvalidRequestException',
  'LimitExceededException',
  'MalformedPolicyDocumentException',
  'PreconditionNotMetException',
  'PublicPolicyException',
  'ResourceExistsException',
  'ResourceNotFoundException',
]);

/** What a call names in its x-amz-target; no service where it is none of these. */
export function targetOf({ headers }: LoopbackRequest): { service: JsonServiceName | undefined; operation: string } {
  const [prefix = '', operation = ''] = String(headers['x-amz-target']).split('.');
  const service = Object.hasOwn(JSON_TARGETS, prefix) ? JSON_TARGETS[prefix as keyof typeof JSON_TARGETS] : undefined;
  return { service, operation };
}

export function isJsonService(service: string): service is JsonServiceName {
  return Object.values<string>(JSON_TARGETS).includes(service);
}

/** @throws AwsError `SerializationException` when the body is not a JSON object */
export function readJson(body: Buffer): WireObject {
  if (body.length === 0) return {};
  const input = parse(body.toString());
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  }
  return input as WireObject;
}

export function jsonAnswer(service: JsonServiceName, output: WireObject): LoopbackResponse {
  return json(service, 200, output);
}

export function jsonError(service: JsonServiceName, error: AwsError): LoopbackResponse {
  const { name, message, status, details } = error;
  const key = service === 'secretsmanager' && SECRETS_MANAGER_MODEL.has(name) ? 'Message' : 'message';
  // Some errors have no message at all, and then the field is missing too.
  return json(
    service,
    status,
    { __type: name, ...(message === '' ? {} : { [key]: message }), ...details.fields },
    details.headers,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}

function json(
  service: JsonServiceName,
  status: number,
  content: WireObject,
  headers?: Readonly<Record<string, string>>,
): LoopbackResponse {
  return {
    status,
    headers: {
      'content-type': service === 'monitoring' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1',
      ...headers,
    },
    body: JSON.stringify(content, epochSeconds),
  };
}

/** Dates travel as seconds; JSON.stringify has made texts of them before it asks. */
function epochSeconds(this: unknown, key: string, value: unknown): unknown {
  const own: unknown = Reflect.get(this as object, key);
  return own instanceof Date ? own.getTime() / 1000 : value;
}
