/** Something that the sandbox needs is not installed. The message says what to type. */
export class MissingPackage extends Error {
  override readonly name = 'MissingPackage';
  readonly code = 'MISSING_PACKAGE';

  /**
   * @param need what it is for, as the beginning of a sentence
   * @param cure a command
   */
  constructor(need: string, cure: string) {
    super(`${need}, which is not installed: ${cure}.`);
  }
}
