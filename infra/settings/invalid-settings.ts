/** Where settings were said. */
export interface SettingsSource {
  /** What a message calls them, at the beginning of a sentence. */
  readonly what: string;
  /** What a message calls one of them. */
  readonly path: (keys: readonly string[]) => string;
}

/** The key of `cdk.json`'s context that holds the settings. */
export const SETTINGS_KEY = 'click2mail';

export const CDK_JSON: SettingsSource = {
  what: 'The settings in cdk.json',
  path: (keys) => [SETTINGS_KEY, ...keys].join('.'),
};

/** The settings cannot be used. Its message lists every problem with the key that has it. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';

  constructor(problems: readonly string[], { what }: Pick<SettingsSource, 'what'> = CDK_JSON) {
    super(`${what} cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}
