import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';

/** The options of `cdk deploy` with a value behind them, each with its letter: without them, a value would pass for the name of a stack. */
export const OPTIONS_WITH_VALUES: Readonly<Record<string, string | undefined>> = {
  app: 'a',
  build: undefined,
  context: 'c',
  plugin: 'p',
  profile: undefined,
  region: undefined,
  proxy: undefined,
  'ca-bundle-path': undefined,
  'role-arn': 'r',
  output: 'o',
  unstable: undefined,
  'telemetry-file': undefined,
  'build-exclude': 'E',
  'require-approval': undefined,
  'notification-arns': undefined,
  'rollback-trigger-alarm-arns': undefined,
  'monitoring-time-minutes': undefined,
  tags: 't',
  'change-set-name': undefined,
  method: 'm',
  parameters: undefined,
  'outputs-file': 'O',
  'toolkit-stack-name': undefined,
  progress: undefined,
  'hotswap-ecs-minimum-healthy-percent': undefined,
  'hotswap-ecs-maximum-healthy-percent': undefined,
  'hotswap-ecs-stabilization-timeout-seconds': undefined,
  concurrency: undefined,
  'asset-build-concurrency': undefined,
};

const NOBODY_TO_ASK =
  'Nobody can be asked here whether permissions may be widened: there is no terminal, or --concurrency is above 1. ' +
  'Pass --require-approval never to deploy whatever has changed (npx cdk diff shows it), or ' +
  '--require-approval broadening to deploy only while no permission is widened.';

/**
 * What `cdk` is told. Without the name of a stack, all are deployed. The CDK itself refuses several stacks of which none
 * is named, and asks for approval only when it comes to a stack, when others may be deployed already.
 * @param words what was typed behind `npm run deploy --`
 * @param isAnswered whether a person sits at the terminal
 * @throws CommandProblem when nobody can be asked, and it was not said what is to be approved
 * @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-deploy.html
 */
export function cdkArguments(words: readonly string[], isAnswered: boolean): string[] {
  const { values, positionals } = readWords(words);
  if (values['help'] !== undefined || values['version'] !== undefined) return ['deploy', ...words];
  const isSaid = values['require-approval'] !== undefined || values['yes'] !== undefined;
  const isOneByOne = [values['concurrency']].flat().every((number) => number === undefined || number === '1');
  if (!isSaid && !(isAnswered && isOneByOne)) throw new CommandProblem(NOBODY_TO_ASK, EXIT.wrongUsage);
  const isChosen = positionals.length > 0 || values['all'] !== undefined;
  return ['deploy', ...(isChosen ? [] : ['--all']), ...words];
}

/** The stage that the CDK would be told. It goes by the last one, and takes `-c=stage=prod` as `-c stage=prod`. */
export function stageIn(words: readonly string[]): string | undefined {
  const contexts = [readWords(words).values['context']].flat();
  const stages = contexts.flatMap((context) => /^=?stage=(.*)$/s.exec(String(context))?.[1] ?? []);
  return stages.at(-1);
}

function readWords(words: readonly string[]) {
  const options = Object.entries(OPTIONS_WITH_VALUES).map(([name, short]) => [
    name,
    { type: 'string', multiple: true, ...(short && { short }) },
  ]);
  return parseArgs({
    // The CDK takes a letter behind two dashes, too.
    args: words.map((word) => word.replace(/^--(?=[a-z](?:=|$))/i, '-')),
    options: {
      ...(Object.fromEntries(options) as NonNullable<ParseArgsConfig['options']>),
      yes: { type: 'boolean', short: 'y' },
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
  });
}
