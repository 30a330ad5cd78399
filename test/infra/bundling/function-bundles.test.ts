import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import type { Metafile } from 'esbuild';
import { functionBundles } from '../../../infra/bundling/function-bundles.ts';
import { functionSettings } from '../../../infra/function-settings.ts';
import { readSettings } from '../../../infra/settings/settings.ts';
import { acmeWith, type Json } from '../synthesised-stack.ts';

const NAME = 'rotate-by-assertion';
const STACK = 'Stack';
const settingsOf = (clients: Json) => functionSettings(readSettings({ clients }), 1);
const settings = settingsOf({ acme: acmeWith(), beta: acmeWith({ grace: '0' }) });

let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'click2mail-bundle-'));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Bundles into a directory of that name, and answers the hash that CDK gives the asset. */
function assetHash(directory: string, { name = NAME, told = settings } = {}): string {
  const buildDirectory = join(temporary, directory);
  const code = functionBundles(buildDirectory)(name, STACK, told);
  const stack = new Stack(new App({ outdir: mkdtempSync(join(temporary, 'cdk.out-')) }), STACK);
  const { s3Location } = code.bind(stack);
  return s3Location!.objectKey;
}

describe('the bundle of a function', () => {
  test('is one ES module, with the settings by client beside it', () => {
    assetHash('whole');
    const asset = join(temporary, 'whole', STACK, NAME);
    expect(readdirSync(asset).toSorted()).toEqual(['index.mjs', 'settings.json']);
    expect(JSON.parse(readFileSync(join(asset, 'settings.json'), 'utf8'))).toEqual(settings);
  });

  test('has the same hash wherever and whenever it is built', () => {
    expect(assetHash('elsewhere')).toBe(assetHash('here'));
    expect(assetHash('here')).toBe(assetHash('here'));
  });

  test('has another hash with other settings', () => {
    const told = settingsOf({ acme: acmeWith({ grace: '3h' }) });
    expect(assetHash('other', { told })).not.toBe(assetHash('same'));
  });

  test('keeps nothing of an earlier build, and what it is made of is told outside of it', () => {
    for (const folder of [NAME, join(STACK, NAME)]) {
      mkdirSync(join(temporary, 'again', folder), { recursive: true });
      writeFileSync(join(temporary, 'again', folder, 'left-over.mjs'), '');
    }
    assetHash('again');
    expect(readdirSync(join(temporary, 'again', STACK, NAME))).not.toContain('left-over.mjs');
    const metafile = readFileSync(join(temporary, 'again', `${NAME}.meta.json`), 'utf8');
    const { inputs, outputs } = JSON.parse(metafile) as Metafile;
    expect(Object.keys(inputs)).toContain(`functions/${NAME}/handler.ts`);
    expect(Object.keys(inputs).filter((file) => /^(?:infra|sandbox|test)\//.test(file))).toEqual([]);
    expect(Object.keys(inputs).filter((file) => /iam-data|iam-simulate|aws-cdk-lib|cdk-nag/.test(file))).toEqual([]);
    const index = Object.keys(outputs).find((file) => file.endsWith(`${NAME}/index.mjs`))!;
    expect(outputs[index]?.exports).toContain('handler');
  });

  test('is built once and has the settings of each stack beside it', () => {
    const codeOf = functionBundles(join(temporary, 'stacks'));
    codeOf(NAME, 'One', settings);
    codeOf(NAME, 'Two', settingsOf({ gamma: acmeWith() }));
    const toldTo = (stack: string) => {
      const told = readFileSync(join(temporary, 'stacks', stack, NAME, 'settings.json'), 'utf8');
      return Object.keys((JSON.parse(told) as typeof settings).clients);
    };
    expect([toldTo('One'), toldTo('Two')]).toEqual([['acme', 'beta'], ['gamma']]);
    expect(readdirSync(join(temporary, 'stacks', NAME))).not.toContain('settings.json');
  });

  test.each(['rotate-by-client-secret', 'rotate-by-short-term-token', 'issue-by-otp'])('is there for %s', (name) => {
    assetHash('kinds', { name });
    expect(readdirSync(join(temporary, 'kinds', STACK, name))).toEqual(
      expect.arrayContaining(['index.mjs', 'settings.json']),
    );
  });
});
