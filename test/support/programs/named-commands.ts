import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** A command of the AWS CLI that somebody is told to type. */
export interface NamedCommand {
  /** As the CLI calls the service, for example `events`. */
  readonly service: string;
  /** As the CLI calls the operation, for example `enable-rule`. */
  readonly operation: string;
  readonly files: readonly string[];
}

/** With options before the service, and written over several lines, as in `aws \`. */
const TYPED =
  /\baws(?:\s+\\?\s*--[\w-]+[ =](?:"[^"]*"|\S+))*\s+\\?\s*([a-z][a-z0-9-]*) ([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\b/g;

/** What a cure is made of: `kms enable-key --key-id …`, before which the program writes `aws`. */
const PRINTED = /[`'"(]([a-z][a-z0-9]*) ([a-z][a-z0-9]*(?:-[a-z0-9]+)+) --[a-z]/g;

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

/** Every command of the AWS CLI that a page names or a program prints. */
export function namedCommands(): NamedCommand[] {
  const pages = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs', '.md')];
  const programs = ['cli', 'functions', 'infra', 'sandbox'].flatMap((folder) => filesIn(folder, '.ts'));
  const found = [
    ...pages.flatMap((file) => commandsIn(file, TYPED)),
    ...programs.flatMap((file) => [...commandsIn(file, TYPED), ...commandsIn(file, PRINTED)]),
  ];
  return [...Map.groupBy(found, ({ service, operation }) => `${service} ${operation}`).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, files: [...new Set(same.flatMap(({ files }) => files))] }];
  });
}

function commandsIn(file: string, pattern: RegExp): NamedCommand[] {
  const matches = readFileSync(join(ROOT, file), 'utf8').matchAll(pattern);
  return [...matches].map(([, service = '', operation = '']) => ({ service, operation, files: [file] }));
}
