import * as v from 'valibot';
import { isArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/aws-service.ts';
import { integer, patterned, text, unserved } from '../../aws/request-shape.ts';
import { userIdOf } from '../user-id.ts';
import { operation } from './operation.ts';

const ONE_HOUR_IN_SECONDS = 3600;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const request = v.object({
  RoleArn: text(20, 2048),
  RoleSessionName: patterned(2, 64, /[\w+=,.@-]*/),
  PolicyArns: unserved,
  Policy: unserved,
  DurationSeconds: v.optional(v.pipe(v.string(), v.transform(Number), integer(900, 43_200))),
  Tags: unserved,
  TransitiveTagKeys: unserved,
  ExternalId: v.optional(patterned(2, 1224, new RegExp(String.raw`[\w+=,.@:\/-]*`))),
  SerialNumber: unserved,
  TokenCode: unserved,
  SourceIdentity: unserved,
  ProvidedContexts: unserved,
  MinimumSessionTokenSize: unserved,
});

/** Whether the caller may is asked before. */
export const assumeRole = operation(request, (input, caller, { credentials, roleExists }) => {
  const { RoleArn: roleArn, DurationSeconds: durationSeconds = ONE_HOUR_IN_SECONDS } = input;
  // Recorded: tests/aws/services/sts/test_sts.snapshot.json of https://github.com/localstack/localstack
  if (!isArn(roleArn)) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  if (caller.roleArn !== undefined && durationSeconds > ONE_HOUR_IN_SECONDS) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (!roleExists(roleArn)) {
    // AWS does not tell a stranger whether the role exists.
    throw new AwsError(
      'AccessDeniedException',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
  }
  const session = credentials.issue(roleArn, input.RoleSessionName, { durationSeconds });
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      ...(session.expiresAt === undefined ? {} : { Expiration: new Date(session.expiresAt).toISOString() }),
    },
    AssumedRoleUser: { AssumedRoleId: userIdOf(session.caller), Arn: session.caller.arn },
  };
});
