import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { SandboxState } from '../../sandbox/console/state.ts';
import { mistake } from '../support/programs/mistake.ts';
import { FREE_PORTS, startedSandbox, StartedProgram } from '../support/programs/started-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'click2mail-once-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('npm start -- --once plays a whole life of every client’s token, says what happened, and ends with 0', async () => {
  const file = join(folder, 'state.json');
  const program = new StartedProgram('sandbox/main.ts', ['--once', '--json', file, ...FREE_PORTS]);
  expect(await program.exit()).toBe(0);
  expect(program.output).toContain('The first token of every client is issued');
  expect(program.output).toMatch(/sent \d+ requests throughout; 0 were refused/);
  expect(program.output).not.toContain('\u001B[');

  const state = JSON.parse(readFileSync(file, 'utf8')) as SandboxState & {
    consumer: { requests: number; failed: number };
  };
  expect(state.consumer.failed).toBe(0);
  expect(state.consumer.requests).toBeGreaterThan(100);
  const issued = state.tokens.filter(({ kind, scopes }) => kind === 'long' && !scopes.includes('tokens:revoke'));
  for (const { name, clientId, versions } of state.clients) {
    const own = issued.filter((token) => token.clientId === clientId);
    expect([name, own.map(({ state: now }) => now)]).toEqual([name, ['revoked', 'live']]);
    const current = versions.find(({ labels }) => labels.includes('AWSCURRENT'));
    expect(current?.tokenId).toBe(own[1]?.id);
    expect(Date.parse(state.now) - Date.parse(own[0]?.issuedAt ?? '')).toBeGreaterThan(29 * 86_400_000);
  }
  expect(issued.map(({ grant }) => grant)).toEqual(
    expect.arrayContaining(['assertion', 'client_secret', 'otp_code', 'short_term_token']),
  );
  expect(new Set(state.rotations.map(({ outcome }) => outcome))).toEqual(new Set(['succeeded']));
  expect(state.denied).toEqual([]);
});

test('a call that a policy refuses ends npm start -- --once with 1 and says who was refused what, and by which policy', async () => {
  const rule = 'sourceArn: rule.attrArn';
  const asksForAccount = mistake('infra/revocation-sweep.ts', rule, `sourceAccount: Stack.of(this).account, ${rule}`);
  const program = new StartedProgram('sandbox/main.ts', ['--once', ...FREE_PORTS], asksForAccount);
  expect(await program.exit()).toBe(1);
  expect(program.output).toMatch(
    new RegExp(
      '^events\\.amazonaws\\.com was refused lambda:InvokeFunction on arn:aws:lambda:\\S+RevocationSweepFunction\\S+: ' +
        'no resource-based policy allows the lambda:InvokeFunction action\\.$',
      'm',
    ),
  );
});

test('a port that is taken is said plainly before anything is synthesised, and the program ends with 1', async () => {
  const first = await startedSandbox();
  const taken = /http:\/\/127\.0\.0\.1:(\d+)/.exec(first.output)?.[1] ?? '';
  const ports = ['--aws-port', taken, '--api-port', '0', '--console-port', '0'];
  const second = new StartedProgram('sandbox/main.ts', ports);
  expect(await second.exit()).toBe(1);
  expect(second.output).toMatch(new RegExp(`^Port ${taken} is taken\\. Choose others with --aws-port`));
  expect(await first.interrupt()).toBe(0);
});

test.each([
  [['--aws-port', 'four'], 'A port is a number from 0 to 65535'],
  [['--start-at', '31 December'], 'A time is like 2027-12-31T23:55:00Z'],
  [['--register', 'nobody'], '<client_id>:<client_secret>'],
  [['--twice'], "unknown option '--twice'"],
])('%j is refused at once, with what is allowed', async (args, text) => {
  const program = new StartedProgram('sandbox/main.ts', args);
  expect(await program.exit()).toBe(1);
  expect(program.output).toContain(text);
});

test.each(['--help', '-h'])('%s tells of every option', async (help) => {
  const program = new StartedProgram('sandbox/main.ts', [help]);
  expect(await program.exit()).toBe(0);
  for (const option of [
    '--once',
    '--json',
    '--assembly',
    '--start-at',
    '--aws-port',
    '--api-port',
    '--console-port',
    '--register',
  ]) {
    expect(program.output).toContain(option);
  }
});
