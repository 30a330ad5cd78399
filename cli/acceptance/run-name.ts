import { randomBytes } from 'node:crypto';

const BEGINNING = 'c2m-accept-';

const RUN_NAME = /^c2m-accept-[0-9a-f]{8}$/;

/** Key of the tag that all has which can be tagged; its value is the run's name. */
export const RUN_TAG = 'c2m-accept';

/**
 * The name of a run. Everything that the run makes has a name that begins with it, so that nothing else is ever
 * deleted. It has hyphens, because names of stacks have.
 */
export function newRunName(): string {
  return `${BEGINNING}${randomBytes(4).toString('hex')}`;
}

export function isRunName(text: string): boolean {
  return RUN_NAME.test(text);
}

/** Whether a name is the run's own: `c2m-accept-0123abcd` itself, or that with `/…` or `-…` behind it. */
export function isOfRun(name: string, run: string): boolean {
  return isRunName(run) && (name === run || name.startsWith(`${run}/`) || name.startsWith(`${run}-`));
}
