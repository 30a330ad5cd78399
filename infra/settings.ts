import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import { apiBaseUrl } from './api-base-url.ts';
import { clientConfiguration } from './client-configuration.ts';
import { clientNameProblem } from './client-names.ts';
import { settingsObject } from './settings-object.ts';

/** The key of `cdk.json`'s context that holds the settings. */
export const SETTINGS_KEY = 'click2mail';

const RETENTIONS = Object.values(RetentionDays).filter(
  (days) => typeof days === 'number' && days !== RetentionDays.INFINITE,
) as number[];

const clients = v.pipe(
  v.custom<Record<string, unknown>>(isObject, 'must be an object with one entry for each client'),
  v.check((entries) => Object.keys(entries).length > 0, 'must have at least one client'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [key, value] of Object.entries(dataset.value)) {
      const message = clientNameProblem(key);
      if (message) addIssue({ message, path: [{ type: 'object', origin: 'key', input: dataset.value, key, value }] });
    }
  }),
  v.record(v.string(), clientConfiguration),
);

const settings = settingsObject({
  stackName: v.optional(
    v.pipe(
      v.string('must be text'),
      v.regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'must be 1 to 128 letters, digits and hyphens, beginning with a letter'),
    ),
    'Click2MailTokenRotation',
  ),
  apiBaseUrl: v.optional(apiBaseUrl, 'https://api.click2mail.com/v2'),
  tracing: v.optional(v.boolean('must be true or false'), false),
  logRetentionDays: v.optional(
    v.picklist(RETENTIONS, `must be a number of days that CloudWatch knows: ${RETENTIONS.join(', ')}`),
    RetentionDays.THREE_MONTHS,
  ),
  clients,
});

/** The settings of a stack, checked, with every default filled in. */
export type Settings = v.InferOutput<typeof settings>;

/** The settings cannot be used. Its message lists every problem with the key that has it. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
}

/**
 * Checks the value of `click2mail` in `cdk.json`'s context.
 * @throws InvalidSettings
 */
export function readSettings(context: unknown): Settings {
  const result = v.safeParse(settings, context);
  if (result.success) return result.output;
  throw new InvalidSettings(`The settings in cdk.json cannot be used:\n${result.issues.map(sentence).join('\n')}`);
}

/** The values are left out: what was put in the wrong place may be a secret. */
function sentence({ path, message }: v.BaseIssue<unknown>): string {
  return `- ${[SETTINGS_KEY, ...(path ?? []).map(({ key }) => key)].join('.')}: ${message}`;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
