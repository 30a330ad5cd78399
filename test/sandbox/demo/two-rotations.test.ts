import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Grant } from '../../../infra/constructs/grant.ts';
import { administratorClient, issueFirstToken } from '../../../sandbox/demo/operator.ts';
import { acme, ownApp, rotationIn } from '../../infra/constructs/own-app.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'click2mail-two-'));
const PLANS = [
  { grant: Grant.clientSecret(), scopes: ['jobs:submit'] },
  { grant: Grant.shortTermToken(), scopes: ['jobs:submit', 'tokens:write'] },
];

let running: TestSandbox;
beforeAll(async () => {
  const app = ownApp(folder);
  PLANS.forEach((plan, index) => {
    const stack = new Stack(app, `Mail${index}`);
    const clients = {
      acme: acme({ clientId: `c2m_${index}`, ...plan }),
      other: acme({ clientId: `c2m_o${index}` }),
    };
    rotationIn(stack, 'Tokens', { namePrefix: `p${index}`, clients });
  });
  app.synth();
  running = await TestSandbox.start(folder);
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('clients of one name in two rotations each get a first token, by the grant and the functions of their own', async () => {
  const { sandbox } = running;
  const secretsManager = administratorClient(sandbox);
  for (const client of sandbox.state().clients) await issueFirstToken(sandbox, secretsManager, client);
  secretsManager.destroy();
  const current = sandbox.state().clients.map(({ clientId, versions }) => {
    const token = versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.tokenId;
    return [clientId, sandbox.api.tokens().find(({ id }) => id === token)?.clientId];
  });
  expect(current).toHaveLength(4);
  for (const [clientId, holder] of current) expect(holder).toBe(clientId);
});
