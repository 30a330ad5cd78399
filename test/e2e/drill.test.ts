import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AWS_CLI, hasAwsCli } from '../support/programs/aws-cli.ts';
import { publishedBy, startedSandbox, type StartedProgram } from '../support/programs/started-program.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');

/** The commands of the drill, one a line. */
const [, block = ''] = /^## Drill: a rotation that is stuck\n[^]*?```sh\n([^]*?)```/m.exec(PAGE) ?? [];

let program: StartedProgram;
beforeAll(async () => {
  program = await startedSandbox();
});
afterAll(() => program.interrupt());

test('the drill of the runbook sees rotation-stuck begin and end', () => {
  if (!hasAwsCli()) return;
  const run = (command: string): string => {
    const here = command.replace(/^aws /, `${AWS_CLI} --endpoint-url "$AWS_ENDPOINT_URL" `);
    const env = { ...process.env, ...publishedBy(program.output) };
    const { status, stdout, stderr } = spawnSync('bash', ['-c', here], { env, encoding: 'utf8' });
    expect({ command, status, stderr: status === 0 ? '' : stderr }).toEqual({ command, status: 0, stderr: '' });
    return stdout;
  };
  const outputs = block.trim().split('\n').map(run);
  const history = outputs.find((output) => output.includes('DescribeAlarmHistory'));
  expect(history).toContain('Alarm updated from OK to ALARM');
  expect(history).toContain('Alarm updated from ALARM to OK');
  expect(outputs.at(-1)?.trim()).toBe('OK');
});
