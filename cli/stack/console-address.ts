import { isSandbox } from './aws-clients.ts';

/** A busy sandbox may be moving its clock. */
const PATIENCE_MS = 10_000;

/**
 * Asks the AWS endpoint of a sandbox where its console is (docs/sandbox.md).
 * @returns undefined where it is no sandbox of ours, or does not stand yet
 */
export async function consoleOf(endpoint: string | undefined): Promise<string | undefined> {
  if (endpoint === undefined || !isSandbox(endpoint)) return undefined;
  try {
    const answer = await fetch(new URL('/sandbox', endpoint), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const { console: url } = (await answer.json()) as { readonly console?: unknown };
    return typeof url === 'string' && URL.canParse(url) && isSandbox(url) ? url : undefined;
  } catch {
    // Whatever is wrong with the endpoint is told by the first call of AWS there.
    return undefined;
  }
}
