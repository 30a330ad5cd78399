// Loaded before the runtime interface client: gives it the Runtime API over plain HTTP, and has every word to that API
// say how much processor time the process has taken so far.
import { subscribe } from 'node:diagnostics_channel';
import { replaceNativeClient } from '../sandbox/lambda/environments/preload/native-client-hook.mjs';

replaceNativeClient();
subscribe('http.client.request.created', (message) => {
  const { request } = /** @type {{ request: import('node:http').ClientRequest }} */ (message);
  if (request.getHeader('host') !== process.env['AWS_LAMBDA_RUNTIME_API']) return;
  const { user, system } = process.cpuUsage();
  request.setHeader('processor-microseconds', user + system);
});
