import type { ClientFacts } from '../facts/client-facts.ts';
import type { Cures } from './cures.ts';
import type { FindingId } from './finding.ts';

/** A state that needs a person. */
export interface FindingRule {
  readonly id: FindingId;
  /** What is wrong, in one sentence; undefined when it is not. */
  readonly what: (facts: ClientFacts) => string | undefined;
  readonly since?: (facts: ClientFacts) => number | undefined;
  /** Whether what cures it asks Click2Mail's API. */
  readonly asksApi?: true;
  /** The one command that cures it, or that looks again where others have to act. */
  readonly cure: (facts: ClientFacts, cures: Cures) => string;
}
