import { expect, test } from '@jest/globals';
import { deployCommands } from '../../../cli/stack/deploy-command.ts';

const AWS = { endpoint: undefined, saidRegion: undefined, consoleUrl: undefined };
const CONSOLE = 'http://127.0.0.1:14600';
const SANDBOX = { endpoint: 'http://127.0.0.1:14566', saidRegion: 'us-east-1', consoleUrl: CONSOLE };
const ORDER = `-H 'content-type: application/json' -d '{"assembly":"'"$PWD"'/cdk.out"}'`;
const REVERT = `-H 'content-type: application/json' -d '{"assembly":"'"$PWD"'/cdk.out","revertDrift":true}'`;

test.each([
  ['AWS', AWS, undefined, 'npm run deploy -- Stack', 'npm run deploy -- Stack --revert-drift'],
  [
    'a stage',
    AWS,
    'prod',
    'npm run deploy -- Stack -c stage=prod',
    'npm run deploy -- Stack --revert-drift -c stage=prod',
  ],
  [
    'a stage of several words',
    AWS,
    "bob's stage",
    `npm run deploy -- Stack -c 'stage=bob'"'"'s stage'`,
    `npm run deploy -- Stack --revert-drift -c 'stage=bob'"'"'s stage'`,
  ],
  [
    'a region that was said',
    { ...AWS, saidRegion: 'eu-west-1' },
    undefined,
    'AWS_REGION=eu-west-1 npm run deploy -- Stack',
    'AWS_REGION=eu-west-1 npm run deploy -- Stack --revert-drift',
  ],
  [
    'the sandbox, on whatever port',
    SANDBOX,
    undefined,
    `npm run synth && curl -sf ${CONSOLE}/api/deploy ${ORDER}`,
    `npm run synth && curl -sf ${CONSOLE}/api/deploy ${REVERT}`,
  ],
  [
    'a stage in a sandbox that does not tell where its console is',
    { ...SANDBOX, consoleUrl: undefined },
    'prod',
    `npm run synth -- -c stage=prod && curl -sf $CLICK2MAIL_CONSOLE/api/deploy ${ORDER}`,
    `npm run synth -- -c stage=prod && curl -sf $CLICK2MAIL_CONSOLE/api/deploy ${REVERT}`,
  ],
])('for %s', (_where, place, stage, deploy, redeploy) => {
  const commands = deployCommands(place);
  expect(commands.deploy({ name: 'Stack', stage })).toBe(deploy);
  expect(commands.redeploy({ name: 'Stack', stage })).toBe(redeploy);
});
