/** So many characters of a token give it away. */
const PIECE = 20;
/** A piece of that length, wherever it begins, holds one whole block of this length. */
const BLOCK = 10;

/** What tokens are made of: parts of a JWT are divided by dots. */
const LONG_WORDS = new RegExp(`[\\w-]{${PIECE},}`, 'g');
/** Ids of versions, tokens and attempts: no random token of that length has but these letters. */
const ID = /^(?:tok_[ls]t_)?[\da-f-]+$/;

/**
 * Every secret of a world, and whether a text holds one or a piece of one. It is asked about every line that is written:
 * a text is gone through once, however many secrets there are.
 */
export class KnownSecrets {
  /** Too short to have pieces: one-time codes and the like. */
  readonly #short = new Set<string>();
  readonly #blocks = new Set<string>();
  #notInBlocks: string[] = [];
  /** Words of our own that were looked up before. */
  readonly #harmless = new Set<string>();

  add(secret: string): void {
    if (secret.length < PIECE) this.#short.add(secret);
    else this.#notInBlocks.push(secret);
  }

  /** The secret, or the word of which it is a piece. */
  findIn(text: string): string | undefined {
    for (const secret of this.#short) if (text.includes(secret)) return secret;
    return text.match(LONG_WORDS)?.find((word) => this.#isPiece(word));
  }

  #isPiece(word: string): boolean {
    if (ID.test(word)) return false;
    this.#divide();
    if (this.#harmless.has(word)) return false;
    for (let at = 0; at <= word.length - BLOCK; at += 1) if (this.#blocks.has(word.slice(at, at + BLOCK))) return true;
    this.#harmless.add(word);
    return false;
  }

  /** Secrets are divided when a word is asked about: many never are. */
  #divide(): void {
    if (this.#notInBlocks.length === 0) return;
    // What was harmless may be a piece of what came since.
    this.#harmless.clear();
    for (const secret of this.#notInBlocks) {
      for (let at = 0; at + BLOCK <= secret.length; at += BLOCK) this.#blocks.add(secret.slice(at, at + BLOCK));
    }
    this.#notInBlocks = [];
  }
}
