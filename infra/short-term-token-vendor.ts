import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acceptFindings, resourceFinding } from './accepted-findings.ts';
import { TOKEN_SECRET_TAG } from './access/resource-tags.ts';
import { readsCurrentToken, secretArnPattern } from './access/secret-access.ts';
import { usesKeyForSecret } from './access/secret-encryption.ts';
import { ConsumerAlias } from './consumer-alias.ts';
import { VENDOR } from './function-names.ts';
import { rotationName } from './rotation-name.ts';
import type { SharedProps } from './shared-props.ts';
import { TokenFunction } from './token-function.ts';

/**
 * The function that vends short-term tokens, with an alias for every consumer. Permission is given on aliases alone:
 * the function refuses whoever comes without one, and nothing here lets anybody try.
 *
 * It has the sixty seconds and the 512 MB of all functions. A vend that has to exchange reads a secret and waits at
 * most 20 seconds for the API, twice that when the first answer is 401; nearly all vends are answered from memory, in
 * microseconds. The memory is for the cold start, which is what callers notice.
 */
export class ShortTermTokenVendor extends Construct {
  readonly role: Role;
  readonly function: Function;
  /** By the consumer's name. */
  readonly aliases: ReadonlyMap<string, ConsumerAlias>;

  constructor(scope: Construct, id: string, shared: SharedProps) {
    super(scope, id);
    const { consumers, vendorConcurrency } = shared.settings;
    const { role, function: vend } = new TokenFunction<Record<string, never>>(this, 'Vend', {
      name: VENDOR,
      description: 'Vends short-term Click2Mail tokens to the consumers that its aliases are named for',
      reservedConcurrency: vendorConcurrency,
      environment: {},
      shared,
    });
    this.role = role;
    this.function = vend;
    this.#allow(shared);
    this.aliases = new Map(
      Object.entries(consumers).map(([name, consumer]) => [
        name,
        new ConsumerAlias(this, `Consumer-${name}`, { vend, name, consumer }),
      ]),
    );
    // One for every alias would be more than the 200 outputs that CloudFormation allows.
    new CfnOutput(this, 'FunctionArn', {
      description: 'With :<consumer> behind it, the ARN of an alias: allow consumers lambda:InvokeFunction on theirs',
      value: vend.functionArn,
    });
  }

  #allow({ settings, encryptionKey }: SharedProps): void {
    const stack = Stack.of(this);
    const tokenSecrets = secretArnPattern(this, `${settings.namePrefix}/*`);
    this.role.addToPolicy(
      readsCurrentToken(tokenSecrets, { [`secretsmanager:ResourceTag/${TOKEN_SECRET_TAG}`]: rotationName(this) }),
    );
    this.role.addToPolicy(
      usesKeyForSecret({
        sid: 'DecryptTokenSecrets',
        keyArn: encryptionKey.keyArn,
        actions: ['kms:Decrypt'],
        secretArn: tokenSecrets,
      }),
    );
    acceptFindings(
      this.role,
      [resourceFinding(stack, tokenSecrets)],
      'It serves every client of the stack. The tag that the stack puts on its token secrets, and on nothing else, ' +
        'narrows the pattern to them; a list of them would outgrow the policy.',
    );
  }
}
