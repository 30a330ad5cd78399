import { AwsError } from '../aws/aws-service.ts';

/*
 * The errors of Secrets Manager, all of them HTTP 400. Texts are AWS's own where AWS is known to send them; AWS's
 * API reference gives the rest only by name.
 */

/** A name or SecretId with characters that no secret's name can have. */
export const invalidName = (): AwsError =>
  new AwsError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );

export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);

export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);

export const invalidNextToken = (): AwsError =>
  new AwsError('InvalidNextTokenException', 'The NextToken is not valid.');

export const limitExceeded = (message: string): AwsError => new AwsError('LimitExceededException', message);

export const malformedPolicy = (message: string): AwsError => new AwsError('MalformedPolicyDocumentException', message);

const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);

export const secretNotFound = (): AwsError => notFound("Secrets Manager can't find the specified secret.");

export const stageNotFound = (stage: string): AwsError =>
  notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`);

export const versionNotFound = (versionId: string): AwsError =>
  notFound(`Secrets Manager can't find the specified secret value for VersionId: ${versionId}`);

export const markedForDeletion = (): AwsError =>
  invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");

/** The version of this token holds another value: a version's value never changes. */
export const tokenInUse = (token: string, secretArn: string): AwsError =>
  new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secretArn}.`,
  );

export const secretExists = (name: string): AwsError =>
  new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);

/** https://github.com/gruntwork-io/cloud-nuke/issues/435 */
export const notOnReplica = (): AwsError =>
  invalidParameter("Operation not permitted on a replica secret. Call must be made in primary secret's region.");

/** https://github.com/gruntwork-io/cloud-nuke/issues/435 */
export const stillReplicated = (secretArn: string, regions: readonly string[]): AwsError =>
  invalidParameter(`You can't delete secret ${secretArn} that still has replica regions [${regions.join(', ')}].`);

/** Why a secret is not replicated: https://github.com/getmoto/moto/pull/7270 */
export const nameTaken = (name: string, region: string): AwsError =>
  new AwsError('ResourceExistsException', `Secret name ${name} already exists in region ${region}.`);

export const cannotInvoke = (): AwsError =>
  new AwsError(
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  );
