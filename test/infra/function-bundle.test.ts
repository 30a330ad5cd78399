import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import type { Metafile } from 'esbuild';
import { functionBundle } from '../../infra/function-bundle.ts';
import { functionSettings } from '../../infra/function-settings.ts';
import { readSettings } from '../../infra/settings.ts';
import { acmeWith } from './synthesised-stack.ts';

const NAME = 'rotate-by-assertion';
const settings = functionSettings(readSettings({ clients: { acme: acmeWith(), beta: acmeWith({ grace: '0' }) } }));

let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'click2mail-bundle-'));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Bundles into a directory of that name, and answers the hash that CDK gives the asset. */
function assetHash(directory: string, changes: Partial<Parameters<typeof functionBundle>[0]> = {}): string {
  const buildDirectory = join(temporary, directory);
  const code = functionBundle({ name: NAME, settings, buildDirectory, ...changes });
  const stack = new Stack(new App({ outdir: join(buildDirectory, 'cdk.out') }), 'Stack');
  const { s3Location } = code.bind(stack);
  return s3Location!.objectKey;
}

describe('the bundle of a function', () => {
  test('is ES modules in pieces, under 700 KB in all, with the settings by client beside them', () => {
    assetHash('whole');
    const asset = join(temporary, 'whole', NAME);
    const modules = readdirSync(asset).filter((file) => file !== 'settings.json');
    expect(modules.every((file) => file.endsWith('.mjs'))).toBe(true);
    expect(modules).toContain('index.mjs');
    expect(modules.length).toBeGreaterThan(5);
    const bytes = modules.map((file) => statSync(join(asset, file)).size).reduce((sum, size) => sum + size);
    expect(bytes).toBeLessThan(700_000);
    expect(JSON.parse(readFileSync(join(asset, 'settings.json'), 'utf8'))).toEqual(settings);
  });

  test('has the same hash wherever and whenever it is built', () => {
    expect(assetHash('elsewhere')).toBe(assetHash('here'));
    expect(assetHash('here')).toBe(assetHash('here'));
  });

  test('has another hash with other settings', () => {
    const other = functionSettings(readSettings({ clients: { acme: acmeWith({ grace: '3h' }) } }));
    expect(assetHash('other', { settings: other })).not.toBe(assetHash('same'));
  });

  test('keeps nothing of an earlier build, and what it is made of is told outside of it', () => {
    const left = join(temporary, 'again', NAME, 'left-over.mjs');
    mkdirSync(join(temporary, 'again', NAME), { recursive: true });
    writeFileSync(left, '');
    assetHash('again');
    expect(readdirSync(join(temporary, 'again', NAME))).not.toContain('left-over.mjs');
    const metafile = readFileSync(join(temporary, 'again', `${NAME}.meta.json`), 'utf8');
    const { inputs, outputs } = JSON.parse(metafile) as Metafile;
    expect(Object.keys(inputs)).toContain(`functions/${NAME}/handler.ts`);
    expect(Object.keys(inputs).filter((file) => /^(?:infra|sandbox|test)\//.test(file))).toEqual([]);
    const index = Object.keys(outputs).find((file) => file.endsWith(`${NAME}/index.mjs`))!;
    expect(outputs[index]?.exports).toContain('handler');
  });
});
