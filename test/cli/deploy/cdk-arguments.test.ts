import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cdkArguments, OPTIONS_WITH_VALUES } from '../../../cli/deploy/cdk-arguments.ts';

const words = (line: string) => line.split(' ').filter((word) => word !== '');

describe('with somebody at the terminal', () => {
  test.each([
    ['', 'deploy --all'],
    ['--all', 'deploy --all'],
    ['Prod', 'deploy Prod'],
    ['Prod Prod-2 --revert-drift', 'deploy Prod Prod-2 --revert-drift'],
    ['--revert-drift Prod', 'deploy --revert-drift Prod'],
    ['--revert-drift', 'deploy --all --revert-drift'],
    // A value is no stack, however it is written.
    ['-c stage=prod --profile prod', 'deploy --all -c stage=prod --profile prod'],
    ['--context stage=prod', 'deploy --all --context stage=prod'],
    ['--context=stage=prod -cother=1', 'deploy --all --context=stage=prod -cother=1'],
    ['--c stage=prod', 'deploy --all --c stage=prod'],
    ['-c stage=prod Prod', 'deploy -c stage=prod Prod'],
    ['-O outputs.json --no-rollback', 'deploy --all -O outputs.json --no-rollback'],
    ['--concurrency 1', 'deploy --all --concurrency 1'],
    ['--help', 'deploy --help'],
  ])('"%s" is "cdk %s", and the CDK asks', (typed, told) => {
    expect(cdkArguments(words(typed), true)).toEqual(words(told));
  });

  test('several stacks at once are refused, because the CDK cannot ask then', () => {
    expect(() => cdkArguments(words('--concurrency 3'), true)).toThrow('--require-approval never');
    expect(() => cdkArguments(words('--concurrency=3'), true)).toThrow('--concurrency is above 1');
    expect(cdkArguments(words('--concurrency 3 --require-approval never'), true)).toContain('--all');
  });
});

describe('without a terminal', () => {
  test.each(['', '--all', 'Prod', '-c stage=prod', '--method prepare-change-set', '--require-approval-of nobody'])(
    '"%s" is refused, and told what to pass',
    (typed) => {
      expect(() => cdkArguments(words(typed), false)).toThrow(
        /^Nobody can be asked here .* Pass --require-approval never .* --require-approval broadening /,
      );
    },
  );

  test.each([
    ['--require-approval never', 'deploy --all --require-approval never'],
    ['--require-approval=broadening Prod', 'deploy --require-approval=broadening Prod'],
    ['--yes', 'deploy --all --yes'],
    ['-y Prod', 'deploy -y Prod'],
    ['--help', 'deploy --help'],
  ])('"%s" is "cdk %s": nothing is approved that was not said', (typed, told) => {
    expect(cdkArguments(words(typed), false)).toEqual(words(told));
  });
});

test('every option of the CDK that has a value is known, by its letter, too', () => {
  interface Options {
    readonly [name: string]: { readonly type: string; readonly alias?: string };
  }
  const registry = join(import.meta.dirname, '../../../node_modules/aws-cdk/lib/cli/cli-type-registry.json');
  const { globalOptions, commands } = JSON.parse(readFileSync(registry, 'utf8')) as {
    globalOptions: Options;
    commands: { deploy: { options: Options } };
  };
  const all = Object.entries({ ...globalOptions, ...commands.deploy.options });
  const withValue = all.filter(([, { type }]) => !['boolean', 'count'].includes(type));
  expect(OPTIONS_WITH_VALUES).toEqual(Object.fromEntries(withValue.map(([name, { alias }]) => [name, alias])));
});
