import { FUNCTION_NAMES } from '../infra/function-names.ts';

const OWN: ReadonlySet<string> = new Set(FUNCTION_NAMES);

/** Whether a function with this environment is one of Click2Mail's: a stack may have others. */
export function isOwnFunction(environment: Readonly<Record<string, unknown>>): boolean {
  return OWN.has(String(environment['POWERTOOLS_SERVICE_NAME']));
}
