/** What a run made, remembered before it is made or as soon as its id is known. */
export class MadeThings {
  /** Names of secrets. */
  readonly secrets = new Set<string>();
  /** Ids of keys. */
  readonly keys = new Set<string>();
  /** Names of stacks. */
  readonly stacks = new Set<string>();
  /** Names of roles. */
  readonly roles = new Set<string>();
  /** Names of log groups. */
  readonly logGroups = new Set<string>();
}
