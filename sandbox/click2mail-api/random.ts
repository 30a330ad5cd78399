/** Gives so many random bytes; a seeded one makes the API's ids and values repeatable. */
export type Random = (bytes: number) => Buffer;

/** So many random decimal digits, at most 12. */
export function randomDigits(random: Random, digits: number): string {
  return String(random(6).readUIntBE(0, 6) % 10 ** digits).padStart(digits, '0');
}
