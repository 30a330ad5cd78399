import { CfnOutput } from 'aws-cdk-lib';
import { CfnAlias, CfnPermission, CfnUrl, type CfnPermissionProps, type Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ConsumerSettings } from './settings/consumer.ts';

interface ConsumerAliasProps {
  readonly vend: Function;
  readonly name: string;
  readonly consumer: ConsumerSettings;
}

/**
 * A consumer: an alias of the vendor, and who may invoke it. The alias stays on `$LATEST`, because it stands for a
 * consumer and not for a release: all of them get the code of the last deployment, and no old versions pile up.
 *
 * Without principals, whoever the account's own policies allow `lambda:InvokeFunction` on the alias's ARN
 * (belief: alias-policy).
 */
export class ConsumerAlias extends Construct {
  readonly functionName: string;
  readonly aliasArn: string;
  readonly functionUrl: string | undefined;

  constructor(scope: Construct, id: string, { vend, name, consumer }: ConsumerAliasProps) {
    super(scope, id);
    const { client, scopes, principals, functionUrl } = consumer;
    const alias = new CfnAlias(this, 'Alias', {
      name,
      description: `Vends tokens of ${client} for ${scopes.join(' ')}`.slice(0, 256),
      functionName: vend.functionName,
      functionVersion: '$LATEST',
    });
    this.functionName = vend.functionName;
    this.aliasArn = alias.ref;
    principals.forEach((principal, index) => {
      const grant = (
        permission: string,
        more: Pick<CfnPermissionProps, 'action' | 'functionUrlAuthType' | 'invokedViaFunctionUrl'>,
      ) => new CfnPermission(this, `${permission}${index + 1}`, { functionName: alias.ref, principal, ...more });
      grant('Invoke', { action: 'lambda:InvokeFunction' });
      if (!functionUrl) return;
      // Since October 2025 a call of a function URL needs both (belief: function-url):
      // https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
      grant('InvokeUrl', { action: 'lambda:InvokeFunctionUrl', functionUrlAuthType: 'AWS_IAM' });
      grant('InvokeViaUrl', { action: 'lambda:InvokeFunction', invokedViaFunctionUrl: true });
    });
    if (!functionUrl) return;
    const url = new CfnUrl(this, 'Url', { authType: 'AWS_IAM', qualifier: name, targetFunctionArn: vend.functionArn });
    url.addResourceDependency(alias);
    this.functionUrl = url.attrFunctionUrl;
    new CfnOutput(this, 'FunctionUrl', {
      description: `Where ${name} posts for a token, signed for the service lambda`,
      value: url.attrFunctionUrl,
    });
  }
}
