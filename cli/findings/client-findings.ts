import type { ClientFacts } from './client-facts.ts';
import type { Cures } from './cures.ts';
import type { FindingRule } from './finding-rule.ts';
import type { Finding } from './finding.ts';
import { replicaFindings } from './replica-findings.ts';
import { KEY_RULES, LABEL_RULES, SECRET_RULES } from './rules/credential-rules.ts';
import { ROTATION_RULES } from './rules/rotation-rules.ts';
import { DEAD_TOKEN_RULES, REVOCATION_RULES, TOKEN_RULES } from './rules/token-rules.ts';

/**
 * What about a client needs a person, the cause before what comes of it. Of each table the first rule that holds counts:
 * those after it would only say what comes of it.
 */
export function clientFindings(facts: ClientFacts, cures: Cures): Finding[] {
  const first = (rules: readonly FindingRule[]): Finding[] => {
    for (const { id, what, cure } of rules) {
      const said = what(facts);
      if (said !== undefined) return [{ id, client: facts.client.name, what: said, command: cure(facts, cures) }];
    }
    return [];
  };
  const gone = first(SECRET_RULES);
  if (gone.length > 0) return gone;
  const dead = first(DEAD_TOKEN_RULES);
  const rotation = first(ROTATION_RULES);
  return [
    ...first(KEY_RULES),
    ...dead,
    ...rotation,
    // A rotation that does not go on leaves the token as it is: no second finding for it.
    ...(dead.length === 0 && rotation.length === 0 ? first(TOKEN_RULES) : []),
    ...first(REVOCATION_RULES),
    ...first(LABEL_RULES),
    ...replicaFindings(facts, cures),
  ];
}
