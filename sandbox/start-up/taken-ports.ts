import { createServer, type Server } from 'node:net';

/**
 * Finds out whether all these ports can be had, before anything that takes long is begun. They are free again when it
 * returns.
 * @param ports 0 stands for any free one
 * @throws Error with the code EADDRINUSE and the port, when one is taken or asked for twice
 */
export async function refuseTakenPorts(ports: readonly number[]): Promise<void> {
  const servers: Server[] = [];
  try {
    for (const port of ports) servers.push(await listening(port));
  } finally {
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
  }
}

function listening(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
