import type { ClientFacts } from '../facts/client-facts.ts';
import type { Cures } from './cures.ts';
import type { FindingRule } from './finding-rule.ts';
import type { Finding, FindingId } from './finding.ts';
import { replicaFindings } from './replica-findings.ts';
import { API_RULES } from './rules/api-rules.ts';
import { KEY_RULES, LABEL_RULES, SECRET_RULES } from './rules/credential-rules.ts';
import { ROTATION_RULES } from './rules/rotation-rules.ts';
import { DEAD_TOKEN_RULES, REVOCATION_RULES, TOKEN_RULES } from './rules/token-rules.ts';
import { VEND_RULES } from './rules/vend-rules.ts';

/**
 * What about a client needs a person, the cause before what comes of it. Of each table the first rule that holds counts:
 * those after it would only say what comes of it. A retired client needs nobody.
 */
export function clientFindings(facts: ClientFacts, cures: Cures): Finding[] {
  if (facts.retiredAt !== undefined) return [];
  const first = (rules: readonly FindingRule[]): Finding[] => firstFinding(rules, facts, cures);
  const gone = first(SECRET_RULES);
  if (gone.length > 0) return gone;
  const dead = first(DEAD_TOKEN_RULES);
  const rotation = first(ROTATION_RULES).filter(({ id }) => dead.length === 0 || !comesOfDeadToken(id, facts));
  const found = [
    ...first(KEY_RULES),
    ...first(API_RULES),
    ...dead,
    ...rotation,
    // A rotation that does not go on leaves the token as it is: no second finding for it.
    ...(dead.length === 0 && rotation.length === 0 ? first(TOKEN_RULES) : []),
    ...first(REVOCATION_RULES),
    ...first(LABEL_RULES),
    ...replicaFindings(facts, cures),
  ];
  return found.length === 0 ? first(VEND_RULES) : found;
}

function firstFinding(rules: readonly FindingRule[], facts: ClientFacts, cures: Cures): Finding[] {
  // While the API is down, what asks it cures nothing.
  const usable = rules.filter(({ asksApi = false }) => !asksApi || facts.outage === undefined);
  for (const { id, what, since, cure } of usable) {
    const said = what(facts);
    if (said === undefined) continue;
    const began = since?.(facts);
    const command = cure(facts, cures);
    return [{ id, client: facts.client.name, what: said, ...(began !== undefined && { since: began }), command }];
  }
  return [];
}

/** A grant that needs a token fails while that token is dead. */
function comesOfDeadToken(id: FindingId, { client }: ClientFacts): boolean {
  return client.grant === 'short-term-token' && (id === 'api-refuses' || id === 'stuck');
}
