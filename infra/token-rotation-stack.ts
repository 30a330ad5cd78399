import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RotateByAssertionEnvironment } from '../functions/rotate-by-assertion/environment.ts';
import { AssertionSigningKey } from './assertion-signing-key.ts';
import type { ClientConfiguration } from './client-configuration.ts';
import { signingKeyAlias, tokenSecretName } from './client-names.ts';
import { RotatingTokenSecret } from './rotating-token-secret.ts';
import type { Settings } from './settings.ts';
import { TokenFunction } from './token-function.ts';

interface TokenRotationStackProps {
  readonly settings: Settings;
  /** Bundles the function of that name. */
  readonly bundle: (functionName: string) => Code;
}

/** Every client's token secret, and what rotates it. No two clients share a function, a role or a key. */
export class TokenRotationStack extends Stack {
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, { settings, bundle }: TokenRotationStackProps) {
    super(scope, id, { description: 'Long-term tokens of the Click2Mail API, in secrets that rotate themselves' });
    this.#settings = settings;
    const rotateByAssertion = bundle('rotate-by-assertion');
    for (const [name, client] of Object.entries(settings.clients)) {
      this.#rotateByAssertion(name, client, rotateByAssertion);
    }
  }

  #rotateByAssertion(name: string, client: ClientConfiguration, code: Code): void {
    const { apiBaseUrl, tracing, logRetentionDays } = this.#settings;
    const scope = new Construct(this, name);
    const signingKey = new AssertionSigningKey(scope, 'SigningKey', {
      alias: signingKeyAlias(name),
      description: `Signs the assertions of the Click2Mail client ${name}`,
      assertion: client.assertion,
    });
    const tokenSecret = new RotatingTokenSecret(scope, 'TokenSecret', {
      secretName: tokenSecretName(name),
      description: `Long-term token of the Click2Mail client ${name}`,
    });
    const rotation = new TokenFunction<RotateByAssertionEnvironment>(scope, 'Rotation', {
      name: 'rotate-by-assertion',
      description: `Rotates the long-term token of the Click2Mail client ${name}`,
      code,
      environment: {
        CLIENT_NAME: name,
        TOKEN_SECRET_ARN: tokenSecret.secretArn,
        SIGNING_KEY_ARN: signingKey.keyArn,
        CLICK2MAIL_API_BASE_URL: client.apiBaseUrl ?? apiBaseUrl,
      },
      tracing,
      logRetentionDays,
    });
    signingKey.grantSign(rotation.role);
    tokenSecret.rotateBy(rotation, client.rotateEvery);
    new CfnOutput(scope, 'TokenSecretName', {
      description: `The secret with the long-term token of ${name}`,
      value: tokenSecret.secretName,
    });
    new CfnOutput(scope, 'PublicKeyCommand', {
      description: `Prints the public key of ${name}, to be sent to Click2Mail`,
      value:
        `aws kms get-public-key --key-id ${signingKeyAlias(name)} --output text --query PublicKey` +
        ' | base64 -d | openssl pkey -pubin -inform DER',
    });
  }
}
