import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { refuseTakenPorts } from '../../../sandbox/start-up/taken-ports.ts';

test('a port that another program has, or that is asked for twice, is refused by its number; free ones stay free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(refuseTakenPorts([0, port, 0])).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  other.close();
  await once(other, 'close');
  await expect(refuseTakenPorts([port, 0, port])).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  for (let time = 1; time <= 2; time += 1) await refuseTakenPorts([port, 0, 0]);
});
