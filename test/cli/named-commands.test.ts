import { expect, test } from '@jest/globals';
import { SERVED_OPERATIONS } from '../../sandbox/served-operations.ts';
import { namedCommands } from '../support/programs/named-commands.ts';

/** Where the CLI has another name for a service than its signature. */
const SIGNED_AS: Readonly<Record<string, string>> = { cloudwatch: 'monitoring' };

/** The CLI's own commands, and the operation behind each. */
const CUSTOM: Readonly<Record<string, string>> = { 'logs tail': 'FilterLogEvents' };

/** What the sandbox does not serve, and why; nothing may stand here that it does serve. */
const NOT_SERVED: Readonly<Record<string, string>> = {
  'iam create-policy': 'it is for the bootstrap of an account, and the sandbox is deployed to without one',
};

const COMMANDS = namedCommands().map(({ service, operation, files }) => ({
  name: `${service} ${operation}`,
  files: files.join(', '),
  isServed: isServed(service, operation),
}));

function isServed(service: string, operation: string): boolean {
  const served: Readonly<Record<string, readonly string[] | undefined>> = SERVED_OPERATIONS;
  const name = CUSTOM[`${service} ${operation}`] ?? pascalCase(operation);
  return served[SIGNED_AS[service] ?? service]?.includes(name) === true;
}

function pascalCase(operation: string): string {
  return operation.replaceAll(/(?:^|-)(\w)/g, (_all, first: string) => first.toUpperCase());
}

test('commands are found in pages, in cures, and in what a stack prints', () => {
  const names = COMMANDS.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'events enable-rule',
      'secretsmanager update-secret-version-stage',
      'kms get-public-key',
      'logs delete-log-group',
    ]),
  );
});

test.each(COMMANDS)('aws $name, which $files names, is served by the sandbox', ({ name, isServed: served }) => {
  expect({ name, served, because: NOT_SERVED[name] }).toEqual({
    name,
    served: NOT_SERVED[name] === undefined,
    because: NOT_SERVED[name],
  });
});

test('every exception is still named somewhere', () => {
  expect(COMMANDS.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(NOT_SERVED)));
});
