import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { acmeWith, resource, synthesise } from '../synthesised-stack.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const CALL = `
  const { post } = await import('./functions/clients/bounded-request.ts');
  await post(process.argv[1], { path: '/auth', timeoutMs: 3000 }).catch(() => undefined);
`;

test('with the variables of egressProxy, the https calls of a function arrive at the proxy, and those to this machine do not', async () => {
  const asked: (string | undefined)[] = [];
  const proxy = createServer().on('connect', ({ url }, socket) => {
    asked.push(url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const egressProxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const template = synthesise({ egressProxy, clients: { acme: acmeWith() } });
  const { HTTPS_PROXY, NO_PROXY, NODE_USE_ENV_PROXY } = resource(template, 'AWS::Lambda::Function', 'acme').Properties
    .Environment.Variables;
  const { 'Fn::Join': parts } = NO_PROXY as { 'Fn::Join': [string, unknown[]] };
  const env = {
    HTTPS_PROXY: String(HTTPS_PROXY),
    NODE_USE_ENV_PROXY: String(NODE_USE_ENV_PROXY),
    NO_PROXY: parts[1].map((part) => (typeof part === 'string' ? part : 'amazonaws.com')).join(parts[0]),
  };
  for (const url of ['https://api.click2mail.invalid/v2', 'https://127.0.0.1:1/']) {
    await once(spawn(process.execPath, ['--input-type=module', '-e', CALL, url], { cwd: PROJECT, env }), 'exit');
  }
  proxy.close();
  expect(asked).toEqual(['api.click2mail.invalid:443']);
});
