import type { Authorisation } from './iam/authorisation.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { RotationInvoker } from './secrets-manager/secrets-manager.ts';

const SECRETS_MANAGER = 'secretsmanager.amazonaws.com';

/**
 * Lets Secrets Manager invoke the sandbox's functions on behalf of a secret, where their resource policies let it: they
 * are asked when RotateSecret is called, and again before every step.
 */
export function rotationByLambda(lambda: Lambda, authorisation: Authorisation): RotationInvoker {
  const mayInvoke = (resource: string, sourceArn: string) =>
    authorisation.serviceMay({ service: SECRETS_MANAGER, action: 'lambda:InvokeFunction', resource, sourceArn });
  return {
    mayInvoke,
    invoke: async (functionArn, event, secretArn) => {
      if (!mayInvoke(functionArn, secretArn)) {
        return { error: notLetIn(functionArn), calls: [] };
      }
      try {
        const { functionError, payload, calls } = await lambda.invoke(functionArn, Buffer.from(JSON.stringify(event)));
        return functionError === undefined ? { calls } : { error: payload.toString(), calls };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error), calls: [] };
      }
    },
  };
}

function notLetIn(functionArn: string): string {
  return (
    `${SECRETS_MANAGER} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} ` +
    'because no resource-based policy allows the lambda:InvokeFunction action'
  );
}
