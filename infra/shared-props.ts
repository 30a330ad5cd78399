import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Settings } from './settings/settings.ts';
import type { StackEncryptionKey } from './stack-encryption-key.ts';

/** What all parts of a rotation are given. */
export interface SharedProps {
  /** Those of this rotation's clients alone. */
  readonly settings: Settings;
  /** Encrypts its secrets and logs. */
  readonly encryptionKey: StackEncryptionKey;
  /** The code of a function, by the name of its folder. */
  readonly codeOf: (functionName: string) => Code;
}
