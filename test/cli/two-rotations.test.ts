import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import type { ClientState } from '../../cli/findings/client-state.ts';
import { acme, ownApp, rotationIn } from '../infra/constructs/own-app.ts';
import { cli } from '../support/programs/cli.ts';
import { TestSandbox } from '../support/test-sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'click2mail-cli-'));
let running: TestSandbox;

/** A stack of somebody else's app, whose description is theirs, with two rotations that have a client of one name. */
beforeAll(async () => {
  const app = ownApp(folder);
  const stack = new Stack(app, 'Mail', { description: 'Letters' });
  rotationIn(stack, 'Click2Mail', { clients: { acme: acme() } });
  rotationIn(stack, 'Europe', { namePrefix: 'eu', clients: { acme: acme({ clientId: 'c2m_eu' }), shop: acme() } });
  app.synth();
  running = await TestSandbox.start(folder);
});

afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
});

const clientsOf = (out: string) =>
  (JSON.parse(out) as { clients: ClientState[] }).clients.map(({ client }) => client).toSorted();

test('the commands find a stack of another app, and all rotations in it', async () => {
  const { out } = await cli(running.sandbox, 'status --json');
  expect(clientsOf(out)).toEqual(['acme', 'acme', 'shop']);
});

test.each([
  ['Mail', ['acme', 'acme', 'shop']],
  ['Mail_Click2Mail', ['acme']],
  ['Mail_Europe', ['acme', 'shop']],
])('--stack %s means its clients', async (name, clients) => {
  const { out } = await cli(running.sandbox, `status --json --stack ${name}`);
  expect(clientsOf(out)).toEqual(clients);
});

test('a name that two have is asked back, and then rotates the one that is meant', async () => {
  const asked = await cli(running.sandbox, 'rotate acme');
  expect(asked.exitCode).toBe(2);
  expect(asked.err).toContain('Several have a client acme. Say which one with --stack: Mail_Click2Mail, Mail_Europe.');
  const rotated = await cli(running.sandbox, 'rotate acme --stack Mail_Europe');
  expect(rotated).toMatchObject({ exitCode: 0 });
});

test('a rotation that there is not is told, with those that there are', async () => {
  const { err } = await cli(running.sandbox, 'status --stack Mail_Asia');
  expect(err).toContain('There is no rotation Mail_Asia here. There are: Mail_Click2Mail, Mail_Europe.');
});
