import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { cdkContext } from './synthesised-stack.ts';

const PROJECT = join(import.meta.dirname, '../..');

test('settings that cannot be used end the app with their keys and without a stack trace', () => {
  const context = {
    ...cdkContext,
    click2mail: { clients: { acme: { ...cdkContext.click2mail.clients.acme, grace: 'soon' } } },
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: PROJECT,
    env: { CDK_CONTEXT_JSON: JSON.stringify(context) },
    encoding: 'utf8',
  });
  expect(stderr.trim().split('\n')).toEqual([
    'The settings in cdk.json cannot be used:',
    expect.stringMatching(/^- click2mail\.clients\.acme\.grace: must be "0", or minutes, hours or days/),
  ]);
  expect([status, stdout]).toEqual([1, '']);
});
