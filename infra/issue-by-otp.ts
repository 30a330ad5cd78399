import { CfnOutput, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acceptFindings, resourceFinding } from './accepted-findings.ts';
import { writesReplicas } from './access/replica-keys.ts';
import { TOKEN_SECRET_TAG } from './access/resource-tags.ts';
import { ROTATION_ACTIONS, secretArnPattern } from './access/secret-access.ts';
import { usesKeyForSecret } from './access/secret-encryption.ts';
import { ISSUER } from './function-names.ts';
import { rotationName } from './rotation-name.ts';
import type { SharedProps } from './shared-props.ts';
import { TokenFunction } from './token-function.ts';

/**
 * The function by which an operator gets a client its first token with a one-time code, or its next one when all else
 * is lost. The stack lets nobody invoke it: an operator's own policies do.
 */
export class IssueByOtp extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, shared: SharedProps) {
    super(scope, id);
    const { namePrefix, replicaRegions } = shared.settings;
    const { role, function: issueByOtp } = new TokenFunction<Record<string, never>>(this, 'Issue', {
      name: ISSUER,
      description: 'Issues a long-term token of a Click2Mail client by a one-time code',
      environment: {},
      shared,
    });
    this.role = role;
    const tokenSecrets = secretArnPattern(this, `${namePrefix}/*`);
    role.addToPolicy(
      new PolicyStatement({
        sid: 'IssueIntoTokenSecrets',
        actions: ROTATION_ACTIONS,
        resources: [tokenSecrets],
        conditions: { StringEquals: { [`secretsmanager:ResourceTag/${TOKEN_SECRET_TAG}`]: rotationName(this) } },
      }),
    );
    role.addToPolicy(
      usesKeyForSecret({
        sid: 'UseEncryptionKeyForTokenSecrets',
        keyArn: shared.encryptionKey.keyArn,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        secretArn: tokenSecrets,
        replicaRegions: replicaRegions.map(({ region }) => region),
      }),
    );
    for (const statement of writesReplicas(this, `${namePrefix}/*`, replicaRegions)) role.addToPolicy(statement);
    acceptFindings(
      role,
      [resourceFinding(Stack.of(this), tokenSecrets)],
      'It serves every client of the stack. The tag that the stack puts on its token secrets, and on nothing else, ' +
        'narrows the pattern to them; a list of them would outgrow the policy.',
    );
    new CfnOutput(this, 'FunctionName', {
      description: 'Issues a token by a one-time code: allow its operators lambda:InvokeFunction',
      value: issueByOtp.functionName,
    });
  }
}
