import type { KeySlot } from '../lambda/settings.ts';

/** The variables that tell a function of its client's signing keys; a slot without a key has none. */
export interface SigningKeyVariables {
  /** The slot whose key signs. */
  readonly SIGNING_SLOT: KeySlot;
  /** ARN of the KMS key in slot a. */
  readonly SIGNING_KEY_A?: string;
  /** ARN of the KMS key in slot b. */
  readonly SIGNING_KEY_B?: string;
}

/** A client's signing keys: one, or two while one takes the other's place. */
export interface SigningKeys {
  readonly signingSlot: KeySlot;
  /** ARN of the key that signs. */
  readonly signingArn: string;
  readonly arns: ReadonlyMap<KeySlot, string>;
}

/** Reads the variables; undefined when there is no key in the slot that signs, as in a function that signs nothing. */
export function readSigningKeys(environment: Readonly<Record<string, string | undefined>>): SigningKeys | undefined {
  const inSlots: readonly (readonly [KeySlot, string | undefined])[] = [
    ['a', environment['SIGNING_KEY_A']],
    ['b', environment['SIGNING_KEY_B']],
  ];
  const arns = new Map(inSlots.flatMap(([slot, arn]) => (arn === undefined ? [] : [[slot, arn] as const])));
  const signing = [...arns].find(([slot]) => slot === environment['SIGNING_SLOT']);
  return signing === undefined ? undefined : { signingSlot: signing[0], signingArn: signing[1], arns };
}
