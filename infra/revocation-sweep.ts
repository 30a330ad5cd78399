import { ArnFormat, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnPermission, type Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RevokeSupersededTokensEnvironment } from '../functions/revoke-superseded-tokens/environment.ts';
import { acceptFindings, resourceFinding } from './accepted-findings.ts';
import { CLIENT_SECRET_TAG, ROTATION_FUNCTION_TAG, SIGNING_KEY_TAG, TOKEN_SECRET_TAG } from './access/resource-tags.ts';
import { secretArnPattern } from './access/secret-access.ts';
import { usesKeyForSecret } from './access/secret-encryption.ts';
import { keyStateStatement, sweepStatements } from './access/sweep-access.ts';
import { KMS_ALGORITHMS, signStatements } from './assertion-signing-key.ts';
import { SWEEP } from './function-names.ts';
import { rotationName } from './rotation-name.ts';
import type { SharedProps } from './shared-props.ts';
import { SWEEP_DESCRIPTION } from './stack-description.ts';
import { TokenFunction } from './token-function.ts';

/** An event that is older is of no use: the next sweep has come, and looks at what is, not at what it missed. */
const OLDEST_EVENT_SECONDS = 5 * 60;

/**
 * The function that revokes superseded tokens, frees stuck rotations and starts overdue ones, and its schedule. An
 * operator's order to revoke at once goes to the same function. Its role is the same for one client and for forty.
 *
 * Five minutes, because a sweep looks after all clients of the stack, and each may wait for the API's retries. An order
 * is answered within 50 seconds. However long it is, an attempt counts as ended 20 minutes after it began, so no
 * invocation may ever run that long.
 */
export class RevocationSweep extends Construct {
  readonly role: Role;
  /** Of the rule that has it run. */
  readonly ruleName: string;
  readonly #function: Function;

  constructor(scope: Construct, id: string, shared: SharedProps) {
    super(scope, id);
    const { sweepEvery, checkEvery } = shared.settings;
    const sweep = new TokenFunction<RevokeSupersededTokensEnvironment>(this, 'Sweep', {
      name: SWEEP,
      description: 'Revokes superseded Click2Mail tokens, and frees and starts rotations',
      timeout: Duration.minutes(5),
      environment: { SWEEP_EVERY_SECONDS: String(sweepEvery), CHECK_EVERY_SECONDS: String(checkEvery) },
      shared,
    });
    this.role = sweep.role;
    this.#function = sweep.function;
    this.#allow(shared);
    this.ruleName = this.#schedule(sweepEvery);
    new CfnOutput(this, 'FunctionName', {
      description: SWEEP_DESCRIPTION,
      value: sweep.function.functionName,
    });
  }

  #allow({ settings, encryptionKey }: SharedProps): void {
    const stack = Stack.of(this);
    const rotation = rotationName(this);
    const secrets = secretArnPattern(this, `${settings.namePrefix}/*`);
    const keys = stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
    const functions = stack.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const statements = [
      ...sweepStatements(secrets, { [`secretsmanager:ResourceTag/${TOKEN_SECRET_TAG}`]: rotation }),
      new PolicyStatement({
        sid: 'ReadClientSecrets',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [secrets],
        conditions: { StringEquals: { [`secretsmanager:ResourceTag/${CLIENT_SECRET_TAG}`]: rotation } },
      }),
      usesKeyForSecret({
        sid: 'DecryptSecrets',
        keyArn: encryptionKey.keyArn,
        actions: ['kms:Decrypt'],
        secretArn: secrets,
      }),
      // In which of them a key signs, and for whom, the key's own policy says.
      ...signStatements([keys], KMS_ALGORITHMS, { [`aws:ResourceTag/${SIGNING_KEY_TAG}`]: rotation }),
      keyStateStatement([keys], { [`aws:ResourceTag/${SIGNING_KEY_TAG}`]: rotation }),
      new PolicyStatement({
        sid: 'SeeAgeOfClientSecrets',
        actions: ['secretsmanager:ListSecretVersionIds'],
        resources: [secrets],
        conditions: { StringEquals: { [`secretsmanager:ResourceTag/${CLIENT_SECRET_TAG}`]: rotation } },
      }),
      // Secrets Manager asks this of whoever starts a rotation.
      new PolicyStatement({
        sid: 'InvokeRotationFunctions',
        actions: ['lambda:InvokeFunction'],
        resources: [functions],
        conditions: { StringEquals: { [`aws:ResourceTag/${ROTATION_FUNCTION_TAG}`]: rotation } },
      }),
    ];
    for (const statement of statements) this.role.addToPolicy(statement);
    acceptFindings(
      this.role,
      [secrets, keys, functions].map((arn) => resourceFinding(stack, arn)),
      'It serves every client of the stack. The tags that the stack puts on its own secrets, signing keys and rotation ' +
        'functions, and on nothing else, narrow the patterns to them; a list of them would outgrow the policy.',
    );
  }

  /**
   * EventBridge's permission names the rule (belief: event-rule-permission).
   * @returns the rule's name
   */
  #schedule(everySeconds: number): string {
    const { functionArn, functionName } = this.#function;
    const rule = new CfnRule(this, 'Schedule', {
      description: 'Has superseded Click2Mail tokens revoked, and rotations freed and started',
      scheduleExpression: `rate(${everySeconds / 60} minutes)`,
      state: 'ENABLED',
      targets: [
        {
          id: 'Sweep',
          arn: functionArn,
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: OLDEST_EVENT_SECONDS },
        },
      ],
    });
    // The rule's ARN alone, which names the account, too. EventBridge presents no aws:SourceAccount: a permission with it
    // refuses every run. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
    new CfnPermission(this, 'SchedulePermission', {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
    // EventBridge invokes asynchronously, and Lambda would try a failed sweep twice more.
    new CfnEventInvokeConfig(this, 'NoRetries', {
      functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: OLDEST_EVENT_SECONDS,
    });
    return rule.ref;
  }
}
