/** Where settings were said. */
export interface SettingsSource {
  /** What a message calls them, at the beginning of a sentence. */
  readonly what: string;
  /** The line of a message that says where something is wrong, and what. */
  readonly line: (keys: readonly string[], problem: string) => string;
}

/** The key of `cdk.json`'s context that holds the settings. */
export const SETTINGS_KEY = 'click2mail';

export const CDK_JSON: SettingsSource = {
  what: 'The settings in cdk.json',
  line: (keys, problem) => `${[SETTINGS_KEY, ...keys].join('.')}: ${problem}`,
};

/** The settings cannot be used. Its message lists every problem with the key that has it. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';

  constructor(problems: readonly string[], { what }: Pick<SettingsSource, 'what'> = CDK_JSON) {
    super(`${what} cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}
