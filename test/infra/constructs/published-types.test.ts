import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../../..');

/** Of a client as a user of the package writes it. */
const CLIENT = `
import { Duration } from 'aws-cdk-lib';
import { type ClientProps, Grant } from './infra/index.js';
const others = { clientId: 'c2m_acme', scopes: ['jobs:submit'], rotateEvery: 'monthly', grace: Duration.hours(2) } as const;
`;

let folder: string;

const compile = (...options: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'click2mail-types-'));
  compile('-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', folder);
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problemsOf = (line: string): string => {
  const file = join(folder, 'app.ts');
  writeFileSync(file, CLIENT + line);
  return compile('--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', '--ignoreConfig', file);
};

test('a grant is what Grant makes, and no text: what is internal was all that told them apart', () => {
  expect(problemsOf('export const acme: ClientProps = { ...others, grant: Grant.clientSecret() };')).toBe('');
  expect(problemsOf("export const acme: ClientProps = { ...others, grant: 'client-secret' };")).toContain(
    "Type 'string' is not assignable to type 'Grant'",
  );
});
