import type { Role } from 'aws-cdk-lib/aws-iam';
import type { RotationEnvironment } from '../../functions/rotation/environment.ts';
import type { ClientSettings } from '../settings/client.ts';
import type { SharedProps } from '../shared-props.ts';
import type { SigningKeySlots } from '../signing-key-slots.ts';
import type { TokenFunction, TokenFunctionProps } from '../token-function.ts';

/** What every grant is given to make the function that rotates a client's secret. */
export interface GrantRotationProps<Client extends ClientSettings = ClientSettings> extends SharedProps {
  /** The client's name in the settings. */
  readonly name: string;
  readonly client: Client;
  /** The keys that all clients sign with, where they share them. */
  readonly sharedSigningKeys: SigningKeySlots | undefined;
  /** All of the function but what the grant adds to its environment. */
  readonly functionProps: Omit<TokenFunctionProps<unknown>, 'environment'>;
  readonly environment: RotationEnvironment;
}

/** What a grant makes of it. */
export interface GrantRotation {
  readonly rotation: TokenFunction;
  /** Lets the role that sweeps all clients use this client's credential, where that needs more than the stack's tags. */
  readonly letSweepIn?: (role: Role) => void;
}
