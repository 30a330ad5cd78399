/** Two rotations of an app would make something of the same name in one account and region. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
  readonly code = 'NAME_TAKEN';

  /**
   * @param what is made, with its name
   * @param rotation the path of the construct that is refused
   * @param other that of the one that makes it already
   * @param distinction what must be another for one of them
   */
  constructor(what: string, rotation: string, other: string, distinction: string) {
    super(`${rotation}: ${what} is made by ${other} already. Give one of them another ${distinction}.`);
  }
}
