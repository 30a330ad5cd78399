import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { isSandbox } from './aws-clients.ts';

/** Where AWS is. */
export interface Place {
  /** One address for all services; undefined for AWS's own. */
  readonly endpoint: string | undefined;
  /** Undefined where it is left to the profile. */
  readonly region: string | undefined;
}

/**
 * What the options say, and else the environment. What is empty counts as not said.
 * @throws CommandProblem when the endpoint is no address
 */
export function placeOf(
  options: { readonly endpoint?: string; readonly region?: string },
  environment: Readonly<Record<string, string | undefined>>,
): Place {
  const endpoint = firstOf(options.endpoint, environment['AWS_ENDPOINT_URL']);
  if (endpoint !== undefined && !isAddress(endpoint)) {
    throw new CommandProblem(
      `The endpoint ${endpoint} is no address: it begins with http:// or https://.`,
      EXIT.wrongUsage,
    );
  }
  const region = firstOf(options.region, environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']);
  const atSandbox = endpoint !== undefined && isSandbox(endpoint) ? 'us-east-1' : undefined;
  return { endpoint, region: region ?? atSandbox };
}

function firstOf(...said: readonly (string | undefined)[]): string | undefined {
  return said.find((one) => one !== undefined && one !== '');
}

function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}
