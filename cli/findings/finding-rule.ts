import type { ClientFacts } from './client-facts.ts';
import type { Cures } from './cures.ts';
import type { FindingId } from './finding.ts';

/** A state that needs a person. */
export interface FindingRule {
  readonly id: FindingId;
  /** What is wrong, in one sentence; undefined when it is not. */
  readonly what: (facts: ClientFacts) => string | undefined;
  /** The one command that cures it. */
  readonly cure: (facts: ClientFacts, cures: Cures) => string;
}
