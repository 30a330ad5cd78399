import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RotateByClientSecretEnvironment } from '../../functions/rotate-by-client-secret/environment.ts';
import { ClientSecret } from '../client-secret.ts';
import { clientSecretName } from '../settings/client-names.ts';
import { TokenFunction } from '../token-function.ts';
import type { GrantRotation, GrantRotationProps } from './grant-rotation.ts';

/** Rotation by the client's secret: the secret that an operator fills, and the function that reads it. */
export function clientSecretRotation(scope: Construct, props: GrantRotationProps): GrantRotation {
  const { name, settings, encryptionKey, environment, functionProps } = props;
  const secretName = clientSecretName(settings.namePrefix, name);
  const clientSecret = new ClientSecret(scope, 'ClientSecret', {
    secretName,
    description: `Client secret of the Click2Mail client ${name}, put by an operator`,
    encryptionKey,
  });
  const rotation = new TokenFunction<RotateByClientSecretEnvironment>(scope, 'Rotation', {
    ...functionProps,
    environment: { ...environment, CLIENT_SECRET_ARN: clientSecret.secretArn },
  });
  clientSecret.grantRead(rotation.role);
  new CfnOutput(scope, 'ClientSecretName', {
    description: `Put {"client_secret":"…"} of ${name} into this secret, from a file`,
    value: secretName,
  });
  return { rotation };
}
