/** Something was to be granted to whom it cannot be granted that way. */
export class InvalidGrantee extends Error {
  override readonly name = 'InvalidGrantee';
  readonly code = 'INVALID_GRANTEE';

  /** @param instead the option that lets in whoever this cannot */
  constructor(problem: string, instead: string) {
    super(`${problem}. Grant to a role or user of the stack's own account, and name others in ${instead}.`);
  }
}
