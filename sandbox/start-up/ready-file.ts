import { renameSync, writeFileSync } from 'node:fs';
import type { Sandbox } from '../sandbox.ts';

type Ready = Pick<Sandbox, 'awsEndpoint' | 'apiBaseUrl' | 'consoleUrl' | 'clients' | 'consumers'>;

/** What programs need to know of a sandbox that is ready, in JSON. No secret's value is in it. */
export function readyContent({ awsEndpoint, apiBaseUrl, consoleUrl, clients, consumers }: Ready): object {
  const urls = { aws: awsEndpoint, api: apiBaseUrl, console: consoleUrl };
  return {
    ports: Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, Number(new URL(url).port)])),
    urls,
    consumers,
    secrets: clients.map(({ name, secretArn }) => ({ client: name, name: nameOf(secretArn), arn: secretArn })),
  };
}

/** Writes JSON to a file. Whoever waits for the file finds it whole. */
export function writeJson(file: string, content: object): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(unfinished, file);
}

/** Secrets Manager puts a hyphen and six characters behind the name. */
function nameOf(secretArn: string): string {
  return secretArn.split(':').slice(6).join(':').slice(0, -7);
}
