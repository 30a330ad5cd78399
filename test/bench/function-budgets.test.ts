import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle } from '../../bench/bundle.ts';
import { Bundles } from '../../bench/bundles.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/function-names.ts';

const KB = 1000;

/** What each function may weigh, minified: a few per cent above what it does. */
const MOST_KB: Readonly<Record<FunctionName, number>> = {
  'rotate-by-assertion': 380,
  'rotate-by-client-secret': 350,
  'rotate-by-short-term-token': 350,
  'issue-by-otp': 340,
  'revoke-superseded-tokens': 400,
  'vend-short-term-token': 340,
};

/** What the packages that everything is built on may weigh in any function. */
const MOST_OF_PACKAGE_KB: Readonly<Record<string, number>> = {
  functions: 60,
  got: 84,
  '@sindresorhus/is': 23,
  valibot: 12,
  '@middy/core': 4,
  '@aws-lambda-powertools/logger': 19,
  '@aws-lambda-powertools/metrics': 12,
  '@smithy/core': 98,
  '@aws-sdk/client-kms': 32,
  '@aws-sdk/client-secrets-manager': 20,
};

/** What none needs: providers of credentials that no function has, and clients that only people use. */
const UNWANTED = ['@aws-sdk/nested-clients', '@aws-sdk/credential-provider-sso', 'axios', 'jose', 'zod'];

let folder: string;
let bundles: Bundles;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'click2mail-budgets-'));
  bundles = new Bundles(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kilobytesOf = (bundle: Bundle, name: string) =>
  (bundle.packages.find(([other]) => other === name)?.[1] ?? 0) / KB;

describe.each(FUNCTION_NAMES)('the budget of %s', (name) => {
  test('holds in all, compressed or not', () => {
    const { bytes, gzippedBytes } = bundles.deployed(name);
    expect(bytes / KB).toBeLessThanOrEqual(MOST_KB[name]);
    expect(gzippedBytes / bytes).toBeLessThan(0.4);
  });

  test('holds for each package, and what no function needs is not there', () => {
    const bundle = bundles.deployed(name);
    for (const [of, most] of Object.entries(MOST_OF_PACKAGE_KB)) {
      expect({ of, isWithin: kilobytesOf(bundle, of) <= most }).toEqual({ of, isWithin: true });
    }
    for (const unwanted of UNWANTED)
      expect({ unwanted, kb: kilobytesOf(bundle, unwanted) }).toEqual({ unwanted, kb: 0 });
  });
});

test('KMS is only where assertions are signed or keys are looked after', () => {
  const withKms = FUNCTION_NAMES.filter((name) => kilobytesOf(bundles.deployed(name), '@aws-sdk/client-kms') > 0);
  expect(withKms).toEqual(['rotate-by-assertion', 'revoke-superseded-tokens']);
});

test('a function is two fifths smaller than the usual way of doing the same', () => {
  const [ours, peer] = [bundles.deployed('vend-short-term-token'), bundles.peer('vend-short-term-token')];
  expect(ours.bytes).toBeLessThan(0.6 * peer.bytes);
});
