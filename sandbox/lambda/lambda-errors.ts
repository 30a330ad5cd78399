import { AwsError } from '../aws/aws-service.ts';
import { jsonFault } from './payload/json-fault.ts';

/** Largest payloads, in bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_PAYLOAD_BYTES = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };

export function otherRegion(named: string, own: string): AwsError {
  const message = `Functions from '${named}' are not reachable in this region ('${own}')`;
  return new AwsError('ResourceNotFoundException', message, 404);
}

export function differentQualifiers(): AwsError {
  const message = 'The derived qualifier from the function name does not match the specified qualifier.';
  return new AwsError('InvalidParameterValueException', message);
}

/** @param qualifiedArn with the version or alias that was asked for */
export function functionNotFound(qualifiedArn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${qualifiedArn}`, 404);
}

export function aliasNotFound(aliasArn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${aliasArn}`, 404);
}

/** A function without a policy, or without a URL. */
export function noSuchResource(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
}

export function functionExists(functionName: string): AwsError {
  return new AwsError('ResourceConflictException', `Function already exist: ${functionName}`, 409);
}

export function aliasExists(aliasArn: string): AwsError {
  return new AwsError('ResourceConflictException', `Alias already exists: ${aliasArn}`, 409);
}

export function urlExists(): AwsError {
  return new AwsError('ResourceConflictException', 'FunctionUrlConfig exists for this Lambda function', 409);
}

export function statementExists(statementId: string): AwsError {
  const message = `The statement id (${statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
  return new AwsError('ResourceConflictException', message, 409);
}

export function roleNotAssumable(): AwsError {
  const message = 'The role defined for the function cannot be assumed by Lambda.';
  return new AwsError('InvalidParameterValueException', message);
}

/**
 * Thrown when as many invocations run as may.
 * @param of whose limit it is: what the function reserved, or what the account has
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
export function concurrencyUsedUp(of: 'function' | 'account'): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    fields: {
      Reason:
        of === 'function' ? 'ReservedFunctionConcurrentInvocationLimitExceeded' : 'ConcurrentInvocationLimitExceeded',
    },
  });
}

export function lambdaStopped(): AwsError {
  return new AwsError('ServiceException', 'The sandbox is stopping.', 503);
}

/**
 * The payload as a function may be given it; nothing counts as an empty object.
 * @throws AwsError `InvalidRequestContentException`, `RequestTooLargeException`
 */
export function acceptedPayload(payload: Buffer, invocationType: 'RequestResponse' | 'Event'): Buffer {
  const limit = LARGEST_PAYLOAD_BYTES[invocationType];
  if (payload.length > limit) {
    const message = `${payload.length} byte payload is too large for the ${invocationType} invocation type (limit ${limit} bytes)`;
    throw new AwsError('RequestTooLargeException', message, 413);
  }
  if (payload.length === 0) return Buffer.from('{}');
  const fault = jsonFault(payload);
  if (fault === undefined) return payload;
  throw new AwsError(
    'InvalidRequestContentException',
    `Could not parse request body into json: Could not parse payload into json: ${fault}`,
  );
}
