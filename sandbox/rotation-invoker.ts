import { SANDBOX_ACCOUNT } from './aws/aws-service.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { RotationInvoker } from './secrets-manager/secrets-manager.ts';

/** Lets Secrets Manager invoke the sandbox's functions, where their resource policies let it. */
export function rotationInvoker(lambda: Lambda): RotationInvoker {
  return {
    mayInvoke: (functionArn, secretArn) =>
      lambda.mayInvoke(functionArn, {
        service: 'secretsmanager.amazonaws.com',
        sourceArn: secretArn,
        sourceAccount: SANDBOX_ACCOUNT,
      }),
    invoke: async (functionArn, event) => {
      try {
        const { functionError, payload, calls } = await lambda.invoke(functionArn, Buffer.from(JSON.stringify(event)));
        return functionError === undefined ? { calls } : { error: payload.toString(), calls };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error), calls: [] };
      }
    },
  };
}
