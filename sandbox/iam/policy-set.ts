import {
  type ContextValues,
  evaluate,
  type EvaluatedRequest,
  type Policies,
  type Verdict,
} from './policy-evaluation.ts';

/**
 * The policies that decide over the calls of one principal on one resource, with what they decided before: the same
 * call with the same values of the condition keys that the policies mention has the same verdict.
 */
export class PolicySet {
  readonly #policies: Policies;
  readonly #text: string;
  readonly #mentioned = new Map<string, boolean>();
  readonly #verdicts = new Map<string, Verdict>();

  constructor(policies: Policies) {
    this.#policies = policies;
    const { identity, permissionsBoundary, resource } = policies;
    this.#text = JSON.stringify([[...identity.values()], permissionsBoundary, resource]).toLowerCase();
  }

  verdictOn(request: EvaluatedRequest): Verdict {
    const { principal, action, resource, context } = request;
    const key = `${principal} ${action} ${resource} ${this.#relevant(context)}`;
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    if (this.#verdicts.size >= MOST_VERDICTS_KEPT) this.#verdicts.clear();
    const verdict = evaluate(request, this.#policies);
    this.#verdicts.set(key, verdict);
    return verdict;
  }

  #relevant(context: ContextValues): string {
    let values = '';
    for (const key in context) if (this.#mentions(key)) values += `${key}=${JSON.stringify(context[key])} `;
    return values;
  }

  /** Condition keys, and the variables that stand for their values, are written in any case. */
  #mentions(key: string): boolean {
    let mentioned = this.#mentioned.get(key);
    if (mentioned === undefined) {
      mentioned = this.#text.includes(JSON.stringify(key.toLowerCase()).slice(1, -1));
      this.#mentioned.set(key, mentioned);
    }
    return mentioned;
  }
}

const MOST_VERDICTS_KEPT = 5000;
