import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cdkContext } from './synthesised-stack.ts';

const PROJECT = join(import.meta.dirname, '../..');
const tour = readFileSync(join(PROJECT, 'docs/tour.md'), 'utf8');

/** The folders that docs/tour.md calls the product, or tooling: rows of its table. */
const foldersCalled = (kind: string): string[] =>
  [...tour.matchAll(new RegExp(`^\\| \`([a-z]+)/\` \\| ${kind} \\|`, 'gm'))].map(([, folder = '']) => folder);

/** What the CDK and the compiler read beside them. */
const FILES = ['cdk.json', 'package.json', 'tsconfig.json'];

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'click2mail-product-'));
  for (const name of [...foldersCalled('product'), ...FILES]) {
    cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = (script: string, ...more: readonly string[]) => {
  const context = JSON.stringify(cdkContext);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...more], {
    cwd: copy,
    env: { CDK_CONTEXT_JSON: context, CDK_OUTDIR: join(copy, 'cdk.out'), CDK_VALIDATION: 'false' },
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
};

describe('the product, copied without the tooling', () => {
  test('is functions and infra, and the folders that are not in it are there to be deleted', () => {
    expect(foldersCalled('product')).toEqual(['functions', 'infra']);
    expect(foldersCalled('tooling')).toEqual(expect.arrayContaining(['sandbox', 'bench', 'cli', 'test']));
    for (const folder of foldersCalled('tooling')) {
      expect([folder, existsSync(join(PROJECT, folder)), existsSync(join(copy, folder))]).toEqual([
        folder,
        true,
        false,
      ]);
    }
  });

  test('has every type that it needs', () => {
    expect(run('node_modules/typescript/bin/tsc', '-p', '.')).toEqual({ status: 0, output: '' });
  });

  test('synthesises, with the code of every function', () => {
    expect(run('infra/app.ts')).toMatchObject({ status: 0 });
    const written = readdirSync(join(copy, 'cdk.out'));
    expect(written).toContain('Click2MailTokenRotation.template.json');
    const functions = readdirSync(join(PROJECT, 'functions')).filter((folder) =>
      existsSync(join(PROJECT, 'functions', folder, 'handler.ts')),
    );
    expect(readdirSync(join(copy, 'cdk.out/bundles'))).toEqual(expect.arrayContaining(functions));
  });
});
