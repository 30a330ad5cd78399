/** Gives so many random bytes; a seeded source makes ids and values repeatable. */
export type RandomBytes = (size: number) => Buffer;

/** So many random decimal digits, at most 12. */
export function randomDigits(random: RandomBytes, digits: number): string {
  return String(random(6).readUIntBE(0, 6) % 10 ** digits).padStart(digits, '0');
}
