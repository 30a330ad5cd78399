import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { Bundles } from '../../../bench/bundles.ts';
import { FUNCTION_NAMES } from '../../../infra/function-names.ts';
import { REPLACEMENTS } from '../../../infra/bundling/replacements.ts';

const PROJECT = join(import.meta.dirname, '../../..');

let folder: string;
let metafiles: readonly Metafile[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'click2mail-replacements-'));
  const bundles = new Bundles(folder);
  metafiles = FUNCTION_NAMES.map((name) => {
    bundles.deployed(name);
    return JSON.parse(readFileSync(join(folder, `${name}.meta.json`), 'utf8')) as Metafile;
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shortened = (path: string) => path.replace('node_modules/', '').replace(/dist(?:-es)?\/(?:sub.+\/)?/, '');

/** The modules of packages that get a stand-in, whichever the function. */
function importersOf(standIn: string): string[] {
  const path = relative(PROJECT, standIn).split(sep).join('/');
  const importers = metafiles.flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { imports }]) => imports.some((imported) => imported.path === path))
      .map(([importer]) => shortened(importer)),
  );
  return [...new Set(importers)].toSorted();
}

/**
 * Who asks for what is left out. A module that is not here may need it: read it, and see that our options keep away from
 * what it asks for. One that is gone makes a row of the table useless.
 */
const IMPORTERS: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/credential-provider-node': [
    '@aws-sdk/client-kms/runtimeConfig.js',
    '@aws-sdk/client-secrets-manager/runtimeConfig.js',
  ],
  'node:http2': [
    '@smithy/node-http-handler/node-http2-connection-manager.js',
    '@smithy/node-http-handler/node-http2.js',
    'got/source/core/index.js',
  ],
  'got/dist/source/core/utils/http2-client.js': ['got/source/core/options.js'],
  'cacheable-request': ['got/source/core/index.js'],
  'got/dist/source/core/utils/decompress-response.js': ['got/source/core/index.js'],
  'got/dist/source/core/utils/dns-cache.js': ['got/source/core/options.js'],
  bowser: ['@aws-sdk/core/createUserAgentStringParsingProvider.js'],
  '@smithy/core/event-streams': ['@smithy/core/HttpProtocol.js'],
  '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/readFile.js': [
    '@smithy/core/externalDataInterceptor.js',
    '@smithy/core/index.js',
    '@smithy/core/loadSharedConfigFiles.js',
    '@smithy/core/loadSsoSessionData.js',
  ],
  '@smithy/core/dist-es/submodules/serde/uuid/v4.js': ['@smithy/core/index.js'],
  'Intl.ListFormat': ['@sindresorhus/is/distribution/index.js'],
  ReadableStream: [
    '@smithy/core/isStreamingPayload.js',
    '@smithy/core/stream-type-check.js',
    'got/source/core/index.js',
    'got/source/core/utils/is-non-replayable-body.js',
  ],
};

const modules = REPLACEMENTS.filter(({ global }) => global === undefined);
const globals = REPLACEMENTS.flatMap(({ global, ...row }) => (global === undefined ? [] : [{ ...row, global }]));

/** A module's source without its comments. */
const code = (input: string) =>
  readFileSync(join(PROJECT, input), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

describe('what is left out of the functions', () => {
  test.each(modules)('$module is asked for by those that were looked at, and by nobody else', ({ module, by }) => {
    expect(importersOf(by)).toEqual(IMPORTERS[module]);
  });

  test.each(modules)('nothing of $module is in a bundle', ({ module }) => {
    const inputs = metafiles.flatMap(({ outputs }) =>
      Object.values(outputs).flatMap((output) => Object.keys(output.inputs)),
    );
    expect(inputs.filter((input) => input.startsWith(`node_modules/${module}`))).toEqual([]);
    expect(inputs).not.toContain(module.replace('node:', 'builtin-by-name:'));
  });

  test.each(globals)('$global is asked for by those that were looked at, and by nobody else', ({ global }) => {
    const inputs = metafiles.flatMap(({ outputs }) =>
      Object.values(outputs).flatMap((output) => Object.keys(output.inputs)),
    );
    const packages = [...new Set(inputs)].filter((input) => input.startsWith('node_modules/'));
    const named = new RegExp(`\\b${global.replace('.', '\\.')}\\b`);
    const mentions = packages.filter((input) => named.test(code(input)));
    expect(mentions.map(shortened).toSorted()).toEqual(IMPORTERS[global]);
  });

  test('no client of AWS that the functions have knows an event stream', () => {
    const { resolve } = createRequire(import.meta.url);
    for (const client of ['client-secrets-manager', 'client-kms']) {
      const schemas = resolve(`@aws-sdk/${client}`).replace(/dist-cjs.*/, 'dist-es/schemas/schemas_0.js');
      expect(readFileSync(schemas, 'utf8')).not.toMatch(/eventstream|streaming/i);
    }
  });
});
