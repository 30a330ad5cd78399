import { createHash } from 'node:crypto';
import { AwsError, type Caller, type JsonService, type WireObject } from './aws-service.ts';
import type { Credentials } from './credentials.ts';
import { RequestFields } from './request-fields.ts';
import { unknownOperation } from './unknown-operation.ts';

interface StsOptions {
  readonly credentials: Credentials;
  /** Whether the stack has this role. */
  readonly roleExists: (roleArn: string) => boolean;
}

const ONE_HOUR_IN_SECONDS = 3600;

export const STS_OPERATIONS = ['AssumeRole', 'GetCallerIdentity'] as const;

/**
 * The Security Token Service: who am I, and become a role. Whether the caller may is asked before. The endpoint writes
 * its answers as XML.
 */
export class Sts implements JsonService {
  readonly #credentials: Credentials;
  readonly #roleExists: (roleArn: string) => boolean;

  constructor({ credentials, roleExists }: StsOptions) {
    this.#credentials = credentials;
    this.#roleExists = roleExists;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    if (!isServed(operation)) throw unknownOperation('sts', operation);
    switch (operation) {
      case 'GetCallerIdentity':
        return { Arn: caller.arn, UserId: userIdOf(caller), Account: caller.accountId };
      case 'AssumeRole':
        return this.#assumeRole(input, caller);
    }
  }

  #assumeRole(input: WireObject, caller: Caller): WireObject {
    const { roleArn, sessionName, durationSeconds } = readAssumeRole(input);
    if (caller.roleArn !== undefined && durationSeconds > ONE_HOUR_IN_SECONDS) {
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    }
    if (!this.#roleExists(roleArn)) {
      // AWS does not tell a stranger whether the role exists.
      throw new AwsError(
        'AccessDeniedException',
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      );
    }
    const session = this.#credentials.issue(roleArn, sessionName, { durationSeconds });
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        ...(session.expiresAt === undefined ? {} : { Expiration: new Date(session.expiresAt).toISOString() }),
      },
      AssumedRoleUser: { AssumedRoleId: userIdOf(session.caller), Arn: session.caller.arn },
    };
  }
}

function isServed(operation: string): operation is (typeof STS_OPERATIONS)[number] {
  return STS_OPERATIONS.some((served) => served === operation);
}

interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
}

function readAssumeRole(input: WireObject): AssumeRole {
  if (Object.keys(input).some((name) => name === 'Policy' || name === 'PolicyArns')) {
    // To ignore it would let the session do more than was asked for.
    throw new AwsError('ValidationError', 'The sandbox has no session policies: leave out Policy and PolicyArns.');
  }
  const { DurationSeconds: duration } = input;
  const fields = new RequestFields(
    { ...input, ...(duration === undefined ? {} : { DurationSeconds: Number(duration) }) },
    'ValidationError',
  );
  const roleArn = fields.requiredText('RoleArn', { min: 20, max: 2048 });
  const sessionName = fields.requiredText('RoleSessionName', { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ });
  const durationSeconds = fields.integer('DurationSeconds', { min: 900, max: 43_200 }) ?? ONE_HOUR_IN_SECONDS;
  fields.check();
  return { roleArn, sessionName, durationSeconds };
}

/** AWS's unique id of a user, or of a role and its session. It is drawn from the ARN, so that it stays the same. */
export function userIdOf({ arn, roleArn }: Caller): string {
  if (roleArn === undefined) return `AIDA${uniqueId(arn)}`;
  return `${roleIdOf(roleArn)}:${arn.slice(arn.lastIndexOf('/') + 1)}`;
}

/** AWS's unique id of a role. */
export function roleIdOf(roleArn: string): string {
  return `AROA${uniqueId(roleArn)}`;
}

function uniqueId(arn: string): string {
  return createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase();
}
