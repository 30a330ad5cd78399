import { CfnOutput } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { RotateByAssertionEnvironment } from '../../functions/rotate-by-assertion/environment.ts';
import { addOwnPolicy } from '../access/own-policy.ts';
import { signingKeyAlias } from '../settings/client-names.ts';
import type { AssertionClient } from '../settings/client.ts';
import { SigningKeySlots } from '../signing-key-slots.ts';
import { TokenFunction } from '../token-function.ts';
import type { GrantRotation, GrantRotationProps } from './grant-rotation.ts';

type Props = GrantRotationProps<AssertionClient>;

/** Rotation by assertions that a KMS key signs: the keys, the function, and what Click2Mail has to be sent. */
export function assertionRotation(scope: Construct, props: Props): GrantRotation {
  const { client, environment, functionProps } = props;
  const signingKeys = signingKeysOf(scope, props);
  const rotation = new TokenFunction<RotateByAssertionEnvironment>(scope, 'Rotation', {
    ...functionProps,
    environment: { ...environment, SIGNING_SLOT: client.assertion.signingKey, ...signingKeys.variables },
  });
  signingKeys.grantSign(rotation.role);
  tellOfKeys(scope, rotation.role, signingKeys, props);
  return { rotation, letSweepIn: (role) => letSweepSign(scope, role, signingKeys) };
}

function signingKeysOf(scope: Construct, { name, client, settings, sharedSigningKeys }: Props): SigningKeySlots {
  const { assertion, existingKeyArn } = client;
  if (existingKeyArn === undefined && sharedSigningKeys !== undefined) return sharedSigningKeys;
  return new SigningKeySlots(scope, {
    alias: (slot) => signingKeyAlias(settings.namePrefix, name, slot),
    description: `Signs the assertions of the Click2Mail client ${name}`,
    assertion,
    existingKeyArn,
  });
}

function tellOfKeys(scope: Construct, role: Role, signingKeys: SigningKeySlots, { name, client }: Props): void {
  new CfnOutput(scope, 'PublicKeyCommand', {
    description: `Prints the public key of ${name}, to be sent to Click2Mail`,
    value:
      `aws kms get-public-key --key-id ${signingKeys.inSlot(client.assertion.signingKey).keyId} --output text --query PublicKey` +
      ' | base64 -d | openssl pkey -pubin -inform DER',
  });
  if (client.existingKeyArn === undefined) return;
  new CfnOutput(scope, 'SigningRole', {
    description: `The policy of the existing key is not this stack's: it has to let this role call kms:Sign and kms:GetPublicKey`,
    value: role.roleArn,
  });
}

/** The sweep signs to revoke. A key of the stack it reaches by its tag; one that existed before has none. */
function letSweepSign(scope: Construct, role: Role, signingKeys: SigningKeySlots): void {
  signingKeys.admit(role, (statements) => {
    addOwnPolicy(scope, 'SweepSignsByExistingKey', role, statements);
    new CfnOutput(scope, 'SweepRole', {
      description:
        'The same holds for this role, which signs to revoke, and for kms:DescribeKey, by which it sees the key disabled',
      value: role.roleArn,
    });
  });
}
