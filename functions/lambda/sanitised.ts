import { failure, TokenRotationError } from '../core/errors.ts';

/** Something failed that nobody foresaw. Its message is withheld: it may hold anything. */
class UnexpectedFailure extends failure('UNEXPECTED_FAILURE') {}

/** A frame of a stack, by its place alone: a line of a message may begin like one. */
const PLACE = /^\s+at (?:.* \()?((?:file:\/\/|node:|\/)[^\s()]+:\d+:\d+)\)?$/m;

/** The error itself when it is ours; otherwise one that repeats nothing of it but its name and place. */
export function sanitised(error: unknown): TokenRotationError {
  if (error instanceof TokenRotationError) return error;
  const name = error instanceof Error ? nameOf(error) : typeof error;
  const where = error instanceof Error ? (PLACE.exec(error.stack ?? '')?.[1] ?? 'an unknown place') : 'throw';
  return new UnexpectedFailure(`Unexpected ${name} at ${where}. This is a defect: please report it.`);
}

function nameOf({ name }: Error): string {
  return /^[A-Za-z]+$/.test(name) ? name : 'error';
}
