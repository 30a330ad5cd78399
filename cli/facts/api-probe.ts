import type { ProbeAnswer } from '../../functions/revoke-superseded-tokens/operator-answers.ts';
import { SWEEP } from '../../infra/function-names.ts';
import { functionOf, type StackClient } from '../stack/deployed-stack.ts';
import { FunctionProblem, invokeFunction } from '../stack/invoke-function.ts';
import type { Session } from '../stack/session.ts';
import type { ClientFacts } from './client-facts.ts';
import { outageOf } from './outage.ts';

/** What the functions find of the API at this moment. */
export type Probed = { readonly answer: ProbeAnswer } | { readonly failure: string };

/**
 * Has the functions look at the API, show it the current token, and with `isToIssue` have a token issued and revoked.
 */
export async function probeApi(client: StackClient, isToIssue: boolean, session: Session): Promise<Probed> {
  const event = { client: client.name, probe: isToIssue ? 'issue' : 'reach' };
  try {
    return { answer: await invokeFunction<ProbeAnswer>(session, functionOf(client.stack, SWEEP).name, event) };
  } catch (error) {
    if (!(error instanceof FunctionProblem)) throw error;
    return { failure: error.message };
  }
}

/** The facts as they are at this moment, whatever the sweep found before. */
export function withProbe(facts: ClientFacts, probed: Probed): ClientFacts {
  if ('failure' in probed) return facts;
  const { client, now, current, outage, dead } = facts;
  const { api, token } = probed.answer;
  const since = outage?.since ?? now;
  const answeredAt = Date.parse(current?.issued_at ?? '') || 0;
  const down = (reason: string): ClientFacts => ({ ...facts, outage: outageOf(client, reason, since, answeredAt) });
  if (!api.reachable) return down(api.reason ?? `status ${api.status}`);
  const reached = { ...facts, outage: undefined };
  switch (token?.word) {
    case undefined:
      return reached;
    case 'accepted':
      return { ...reached, dead: undefined };
    case 'refused':
      return { ...reached, dead: { since: dead?.since ?? now, foundBy: 'doctor' } };
    case 'unknown': {
      const { code = '', message = '', is_refusal = false } = token.failure ?? {};
      if (!is_refusal) return down(message);
      return { ...reached, lastError: { at: now, code, message, kind: client.rotation.kind } };
    }
  }
}
