import type { FaultOrder } from '../faults.ts';
import { functionAction } from '../lambda/function-action.ts';
import type { AwsServiceName } from '../service-name.ts';
import { AwsError } from './aws-service.ts';

const SERVER_FAILURE = {
  secretsmanager: 'InternalServiceError',
  kms: 'KMSInternalException',
  lambda: 'ServiceException',
  sts: 'InternalFailure',
  cloudformation: 'InternalFailure',
  logs: 'ServiceUnavailableException',
  iam: 'ServiceFailure',
  events: 'InternalException',
  monitoring: 'InternalServiceError',
} as const satisfies Record<AwsServiceName, string>;

/** The service's own error for a failure that it cannot explain to the caller. */
export function serverFailure(service: AwsServiceName, status = 500): AwsError {
  return new AwsError(SERVER_FAILURE[service], 'An error occurred on the server side.', status);
}

/**
 * The service's own error for an ordered refusal.
 * @param status what was ordered: 429 throttles, 403 denies, from 500 on the service fails
 * @param fault its `code` replaces the usual error name, its `seconds` become the Retry-After of a throttle
 */
export function refusalOf(service: AwsServiceName, operation: string, status: number, fault: FaultOrder): AwsError {
  const usual = usualRefusal(service, operation, status, fault);
  return fault.code === undefined ? usual : new AwsError(fault.code, usual.message, usual.status, usual.details);
}

function usualRefusal(service: AwsServiceName, operation: string, status: number, fault: FaultOrder): AwsError {
  if (status >= 500) return serverFailure(service, status);
  if (status === 429) return throttled(service, fault.seconds);
  if (status === 403) {
    return new AwsError('AccessDeniedException', `User is not authorized to perform: ${actionOf(service, operation)}`);
  }
  // The JSON protocols answer every client error with 400.
  const ownStatus = service === 'lambda' ? status : 400;
  return new AwsError('InvalidRequestException', 'The request was refused as ordered.', ownStatus);
}

function throttled(service: AwsServiceName, seconds: number | undefined): AwsError {
  switch (service) {
    case 'lambda':
      return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
        headers: seconds === undefined ? {} : { 'retry-after': String(seconds) },
      });
    case 'kms':
      return new AwsError(
        'ThrottlingException',
        'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
      );
    case 'secretsmanager':
    case 'logs':
    case 'events':
      return new AwsError('ThrottlingException', 'Rate exceeded');
    case 'sts':
    case 'cloudformation':
    case 'iam':
    case 'monitoring':
      return new AwsError('Throttling', 'Rate exceeded');
  }
}

/** The IAM action of an operation. */
function actionOf(service: AwsServiceName, operation: string): string {
  if (service === 'monitoring') return `cloudwatch:${operation}`;
  return service === 'lambda' ? functionAction(operation) : `${service}:${operation}`;
}
