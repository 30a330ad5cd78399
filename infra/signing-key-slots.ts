import type { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { SigningKeyVariables } from '../functions/grants/signing-key-slots.ts';
import type { KeySlot } from '../functions/lambda/settings.ts';
import { keyStateStatement } from './access/sweep-access.ts';
import {
  AssertionSigningKey,
  existingSigningKey,
  KMS_ALGORITHM,
  signStatements,
  type SigningKey,
} from './assertion-signing-key.ts';
import type { AssertionSettings } from './settings/assertion.ts';

interface SigningKeySlotsProps {
  readonly assertion: AssertionSettings;
  /** Name of the key in a slot, `alias/…`. */
  readonly alias: (slot: KeySlot) => string;
  readonly description: string;
  /** A key that somebody else made; it is in slot a. */
  readonly existingKeyArn?: string | undefined;
}

/** The construct of slot a has the id that the only key had before there were slots: another id would be another key. */
const CONSTRUCT_IDS = { a: 'SigningKey', b: 'SigningKeyB' } as const;

/**
 * The keys that sign a client's assertions, or those of all clients that share them: one, or two while one takes the
 * other's place. Whoever may sign may sign with both, so that which of them does is a setting and no permission.
 */
export class SigningKeySlots {
  readonly #keys = new Map<KeySlot, SigningKey>();
  readonly #algorithm: string;

  constructor(scope: Construct, { assertion, alias, description, existingKeyArn }: SigningKeySlotsProps) {
    this.#algorithm = KMS_ALGORITHM[assertion.algorithm];
    for (const slot of assertion.keySlots.toSorted()) {
      const key =
        slot === 'a' && existingKeyArn !== undefined
          ? existingSigningKey(existingKeyArn)
          : new AssertionSigningKey(scope, CONSTRUCT_IDS[slot], {
              alias: alias(slot),
              description: slot === 'a' ? description : `${description} (slot ${slot})`,
              assertion,
            });
      this.#keys.set(slot, key);
    }
  }

  /** @throws RangeError when there is no key in the slot; the settings were checked for it */
  inSlot(slot: KeySlot): SigningKey {
    const key = this.#keys.get(slot);
    if (key === undefined) throw new RangeError(`There is no signing key in slot ${slot}.`);
    return key;
  }

  /** What a function is told of the keys, as its `environment.ts` has it. */
  get variables(): Pick<SigningKeyVariables, 'SIGNING_KEY_A' | 'SIGNING_KEY_B'> {
    const [a, b] = [this.#keys.get('a'), this.#keys.get('b')];
    return {
      ...(a === undefined ? {} : { SIGNING_KEY_A: a.keyArn }),
      ...(b === undefined ? {} : { SIGNING_KEY_B: b.keyArn }),
    };
  }

  /** Lets a role sign digests in the one algorithm, and read the public keys. */
  grantSign(role: Role): void {
    const keys = [...this.#keys.values()];
    for (const key of keys) key.admit(role);
    for (const statement of this.#statements(keys)) role.addToPolicy(statement);
  }

  /**
   * Lets the role that signs for all clients sign with these keys, too. Of a key of this stack only its own policy has
   * to say so, because the role reaches it by its tag.
   * @param extra adds statements to the role where it does not
   */
  admit(role: Role, extra: (statements: readonly PolicyStatement[]) => void): void {
    for (const key of this.#keys.values()) key.admit(role);
    const others = [...this.#keys.values()].filter(({ isOwn }) => !isOwn);
    if (others.length === 0) return;
    extra([...this.#statements(others), keyStateStatement(others.map(({ keyArn }) => keyArn))]);
  }

  #statements(keys: readonly SigningKey[]): PolicyStatement[] {
    return signStatements(
      keys.map(({ keyArn }) => keyArn),
      [this.#algorithm],
    );
  }
}
