import { randomInt, randomUUID } from 'node:crypto';

/** Where identifiers and passwords come from; a simulation gives a seeded one. */
export interface RandomSource {
  uuid(): string;
  /** An integer from 0 up to, not including, `below`. */
  integer(below: number): number;
}

export const systemRandom: RandomSource = { uuid: randomUUID, integer: (below) => randomInt(below) };

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The six characters at the end of a secret's ARN. */
export function arnSuffix(random: RandomSource): string {
  return Array.from({ length: 6 }, () => LETTERS_AND_DIGITS[random.integer(LETTERS_AND_DIGITS.length)]).join('');
}
