import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import { alarmSettings } from './alarms.ts';
import { apiBaseUrl } from './api-base-url.ts';
import { keyArn, permissionsBoundary } from './aws-arn.ts';
import { checkInterval } from './check-interval.ts';
import { clientNameProblem } from './client-names.ts';
import { clientSettings } from './client.ts';
import { consumerSettings, consumerNameProblem } from './consumer.ts';
import { CDK_JSON, InvalidSettings, type SettingsSource } from './invalid-settings.ts';
import { egressProxy, vpcSettings } from './network.ts';
import { addProblems } from './problem.ts';
import { isObject, settingsObject, wholeNumber } from './shapes.ts';
import { settingsProblems } from './settings-problems.ts';
import { sweepInterval } from './sweep-interval.ts';
import { tags } from './tags.ts';

const RETENTIONS = Object.values(RetentionDays).filter(
  (days) => typeof days === 'number' && days !== RetentionDays.INFINITE,
) as number[];

/** One entry for each name; the names are looked at before valibot drops those that JavaScript reserves. */
function named<Entry extends v.GenericSchema>(
  what: string,
  nameProblem: (name: string) => string | undefined,
  entry: Entry,
) {
  return v.pipe(
    v.custom<Record<string, unknown>>(isObject, `must be an object with one entry for each ${what}`),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const problems = Object.keys(dataset.value).flatMap((name) => {
        const message = nameProblem(name);
        return message === undefined ? [] : [{ path: [name], message }];
      });
      addProblems(addIssue, problems);
    }),
    v.record(v.string(), entry),
  );
}

const clients = v.pipe(
  v.custom<Record<string, unknown>>(isObject, 'must be an object with one entry for each client'),
  v.check((entries) => Object.keys(entries).length > 0, 'must have at least one client'),
  named('client', clientNameProblem, clientSettings),
);

const matching = (pattern: RegExp, message: string) => v.pipe(v.string('must be text'), v.regex(pattern, message));

const region = matching(/^[a-z]{2,3}(?:-[a-z]+)+-\d$/, 'must be a region, for example "eu-central-1"');

const namePrefix = v.pipe(
  matching(
    /^(?=.{1,64}$)[a-z][a-z0-9_-]*(?:\/[a-z0-9_-]+)*$/,
    'must be 1 to 64 lower-case letters, digits, hyphens, underscores and slashes, beginning with a letter',
  ),
  v.regex(/^(?!aws(?:\/|$))/, 'must not be aws, nor begin with aws/: AWS keeps alias/aws/ for its own keys'),
);

const settings = v.pipe(
  settingsObject({
    stackName: v.optional(
      matching(
        /^[A-Za-z][A-Za-z0-9-]{0,123}$/,
        'must be 1 to 124 letters, digits and hyphens, beginning with a letter',
      ),
      'Click2MailTokenRotation',
    ),
    account: v.exactOptional(matching(/^\d{12}$/, "must be an account's 12 digits, as text")),
    region: v.exactOptional(region),
    namePrefix: v.optional(namePrefix, 'click2mail'),
    stacks: v.optional(wholeNumber('must be a whole number from 1 to 100', 1, 100), 1),
    signingKeys: v.optional(v.picklist(['per-client', 'shared'], 'must be per-client or shared'), 'per-client'),
    apiBaseUrl: v.optional(apiBaseUrl, 'https://api.click2mail.com/v2'),
    sweepEvery: v.optional(sweepInterval, '15m'),
    checkEvery: v.optional(checkInterval, '1h'),
    monitoring: v.optional(v.picklist(['full', 'essential', 'none'], 'must be full, essential or none'), 'full'),
    tracing: v.optional(v.boolean('must be true or false'), false),
    logRetentionDays: v.optional(
      v.picklist(RETENTIONS, `must be a number of days that CloudWatch knows: ${RETENTIONS.join(', ')}`),
      RetentionDays.THREE_MONTHS,
    ),
    tags: v.optional(tags, {}),
    permissionsBoundary: v.exactOptional(permissionsBoundary),
    vpc: v.exactOptional(vpcSettings),
    egressProxy: v.exactOptional(egressProxy),
    replicaRegions: v.optional(
      v.array(settingsObject({ region, keyArn: v.exactOptional(keyArn) }), 'must be a list of {"region":"…"}'),
      [],
    ),
    alarms: v.optional(alarmSettings, {}),
    clients,
    consumers: v.optional(named('consumer', consumerNameProblem, consumerSettings), {}),
    vendorConcurrency: v.exactOptional(wholeNumber('must be a whole number from 1 to 1000', 1, 1000)),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (dataset.typed) addProblems(addIssue, settingsProblems(dataset.value));
  }),
);

/** The settings of the stacks, checked, with every default filled in. */
export type Settings = v.InferOutput<typeof settings>;

/**
 * Checks settings: the value of `click2mail` in `cdk.json`'s context, or what else says the same.
 * @param alsoWrong lines on what was said beside the settings, so that all problems are told at once
 * @throws InvalidSettings
 */
export function readSettings(
  said: unknown,
  source: SettingsSource = CDK_JSON,
  alsoWrong: readonly string[] = [],
): Settings {
  const { success, output, issues = [] } = v.safeParse(settings, said);
  if (success && alsoWrong.length === 0) return output;
  throw new InvalidSettings([...issues.map((issue) => lineOf(issue, source)), ...alsoWrong], source);
}

/** The values are left out: what was put in the wrong place may be a secret. */
function lineOf({ path, message }: v.BaseIssue<unknown>, source: SettingsSource): string {
  const keys = (path ?? []).map(({ key }) => String(key));
  return source.line(keys, message);
}
