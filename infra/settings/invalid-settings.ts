/** The settings cannot be used. Its message lists every problem with the key that has it. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';

  constructor(problems: readonly string[]) {
    super(`The settings in cdk.json cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}
