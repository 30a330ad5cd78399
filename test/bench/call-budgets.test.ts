import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from '../../bench/bundle.ts';
import { Bundles } from '../../bench/bundles.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/function-names.ts';
import { bareStart } from '../../bench/bare-start.ts';
import { startStubServices, type StubServices } from '../../bench/stub-services.ts';

let folder: string;
let bundles: Bundles;
let services: StubServices;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'click2mail-calls-'));
  bundles = new Bundles(folder);
  services = await startStubServices();
});
beforeEach(() => services.forget());
afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true, force: true });
});

async function callsOfFirstAnswer(name: FunctionName, bundle: Bundle): Promise<Record<string, number>> {
  await bareStart(name, bundle, services);
  return Object.fromEntries(services.calls);
}

const LONG = '/auth/tokens/long';
const SHORT = '/auth/tokens/short';

/** Everything that a function asks of others when it is invoked for the first time in its life. */
const BUDGETS: Readonly<Record<FunctionName, Readonly<Record<string, number>>>> = {
  'rotate-by-assertion': {
    DescribeSecret: 1,
    UpdateSecretVersionStage: 1,
    GetPublicKey: 1,
    Sign: 1,
    [LONG]: 1,
    PutSecretValue: 1,
  },
  'rotate-by-client-secret': {
    DescribeSecret: 1,
    UpdateSecretVersionStage: 1,
    GetSecretValue: 1,
    [LONG]: 1,
    PutSecretValue: 1,
  },
  'rotate-by-short-term-token': {
    DescribeSecret: 1,
    UpdateSecretVersionStage: 1,
    GetSecretValue: 1,
    [SHORT]: 1,
    [LONG]: 1,
    PutSecretValue: 1,
  },
  'issue-by-otp': { DescribeSecret: 1, UpdateSecretVersionStage: 2, [LONG]: 1, PutSecretValue: 1 },
  'revoke-superseded-tokens': { DescribeSecret: 3, GetSecretValue: 3, DescribeKey: 1, ListSecretVersionIds: 1 },
  'vend-short-term-token': { GetSecretValue: 1, [SHORT]: 1 },
};

describe('the first invocation of a deployed function, from a cold start', () => {
  test.each(FUNCTION_NAMES)('%s makes these calls and no others', async (name) => {
    const deployed = bundles.deployedFor(`${services.origin}/v2`, name);
    expect(await callsOfFirstAnswer(name, deployed)).toEqual(BUDGETS[name]);
  });
});

describe('the first invocation of a peer', () => {
  test('that rotates is AWS’s template, call for call', async () => {
    const calls = await callsOfFirstAnswer('rotate-by-assertion', bundles.peer('rotate-by-assertion'));
    expect(calls).toEqual({ DescribeSecret: 1, GetSecretValue: 2, Sign: 1, [LONG]: 1, PutSecretValue: 1 });
  });

  test('that vends reads the secret and exchanges its token', async () => {
    const calls = await callsOfFirstAnswer('vend-short-term-token', bundles.peer('vend-short-term-token'));
    expect(calls).toEqual({ GetSecretValue: 1, [SHORT]: 1 });
  });
});
