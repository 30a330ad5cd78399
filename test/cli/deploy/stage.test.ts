import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyWith } from '../../support/assembly.ts';
import { cli } from '../../support/programs/cli.ts';
import { TEST_SETTINGS } from '../../support/settings.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
beforeAll(async () => {
  const clients = { acme: TEST_SETTINGS.clients.acme };
  running = await TestSandbox.start(assemblyWith({ clients, stages: { prod: {} } }, { stage: 'prod' }));
});
afterAll(() => running.stop());

test('a command that deploys knows the stage of the stack, and the port of the sandbox’s console', async () => {
  const { consoleUrl, awsEndpoint } = running.sandbox;
  const deploy = `npm run synth -- -c stage=prod && curl -sf ${consoleUrl}/api/deploy -H `;
  const { out } = await cli(running.sandbox, 'key prepare acme --json');
  expect(JSON.parse(out)).toMatchObject({
    commands: [expect.stringContaining(deploy), 'npm run tokens -- key prepare acme'],
  });
  const said = await cli(running.sandbox, `key prepare acme --endpoint ${awsEndpoint}`, {
    environment: { AWS_ENDPOINT_URL: '' },
  });
  expect(said.out).toContain(`    ${deploy}`);
  expect(said.out).toContain(`    npm run tokens -- key prepare acme --endpoint ${awsEndpoint}\n`.trimEnd());
});
