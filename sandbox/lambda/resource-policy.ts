import { SANDBOX_PARTITION, type WireObject } from '../aws/aws-service.ts';
import { statementExists } from './lambda-errors.ts';

/** What `AWS::Lambda::Permission` grants: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export interface Permission {
  readonly statementId: string;
  /** For example `secretsmanager.amazonaws.com`. */
  readonly principal: string;
  /** For example `lambda:InvokeFunction`. */
  readonly action: string;
  /** Compared as IAM's ArnLike does. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  readonly functionUrlAuthType?: string;
  readonly invokedViaFunctionUrl?: boolean;
}

/** Who may use a function besides those whom IAM allows it. */
export class ResourcePolicy {
  readonly #permissions: Permission[] = [];

  /** @throws AwsError `ResourceConflictException` for a statement id that is taken */
  add(permission: Permission): void {
    if (this.#permissions.some(({ statementId }) => statementId === permission.statementId)) {
      throw statementExists(permission.statementId);
    }
    this.#permissions.push(permission);
  }

  /** Takes a permission away; one that is not there counts as taken away. */
  remove(statementId: string): void {
    const index = this.#permissions.findIndex((permission) => permission.statementId === statementId);
    if (index !== -1) this.#permissions.splice(index, 1);
  }

  get permissions(): readonly Permission[] {
    return this.#permissions;
  }

  /** The policy document that `GetPolicy` shows. */
  document(functionArn: string): WireObject {
    return {
      Version: '2012-10-17',
      Id: 'default',
      Statement: this.#permissions.map((permission) => statementOf(permission, functionArn)),
    };
  }
}

function statementOf(permission: Permission, functionArn: string): WireObject {
  const { statementId, principal, action, sourceArn, sourceAccount, functionUrlAuthType } = permission;
  const equal = {
    ...(sourceAccount === undefined ? {} : { 'AWS:SourceAccount': sourceAccount }),
    ...(functionUrlAuthType === undefined ? {} : { 'lambda:FunctionUrlAuthType': functionUrlAuthType }),
  };
  const condition = {
    ...(Object.keys(equal).length === 0 ? {} : { StringEquals: equal }),
    ...(permission.invokedViaFunctionUrl === true ? { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } : {}),
    ...(sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  return {
    Sid: statementId,
    Effect: 'Allow',
    Principal: principalOf(principal),
    Action: action,
    Resource: functionArn,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** A service, an account (which AWS writes as its root), or the ARN of a role. */
function principalOf(principal: string): WireObject {
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${SANDBOX_PARTITION}:iam::${principal}:root` };
  return principal.startsWith('arn:') || !principal.includes('.') ? { AWS: principal } : { Service: principal };
}
