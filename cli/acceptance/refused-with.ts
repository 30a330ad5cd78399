import { isNotServed } from './not-served.ts';
import { Disproved } from './probe.ts';

/** How a call is believed to be refused. */
interface Refusal {
  /** AWS's names for the error, one of which it must have. */
  readonly names: readonly string[];
  /** What its message must match, where something rests on the message or it tells cases apart. */
  readonly message?: RegExp;
}

/**
 * Makes a call that AWS must refuse.
 * @returns the refusal, in AWS's words
 * @throws Disproved when it is not refused, or otherwise
 */
export async function refusedWith(work: Promise<unknown>, { names, message = /^/ }: Refusal): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error) || isNotServed(error)) throw error;
    const said = `${error.name}: ${error.message}`;
    if (names.includes(error.name) && message.test(error.message)) return said;
    throw new Disproved(
      `refused with ${said}; believed is ${names.join(' or ')}${message.source === '^' ? '' : `, ${message.source}`}`,
    );
  }
  throw new Disproved(`not refused; believed is ${names.join(' or ')}`);
}
