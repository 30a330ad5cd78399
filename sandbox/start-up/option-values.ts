import { InvalidArgumentError } from 'commander';

/** An API client that is registered besides those of the stack. */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** @throws InvalidArgumentError unless it is a port; 0 stands for any free one */
export function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}

/** @returns epoch milliseconds @throws InvalidArgumentError unless it is a time in UTC */
export function time(text: string): number {
  const value = Date.parse(text);
  if (!text.endsWith('Z') || Number.isNaN(value))
    throw new InvalidArgumentError('A time is like 2027-12-31T23:55:00Z.');
  return value;
}

/** @throws InvalidArgumentError unless it is an id and a secret */
export function registration(text: string): Registration {
  const [clientId = '', ...secret] = text.split(':');
  const clientSecret = secret.join(':');
  if (clientId === '' || clientSecret === '')
    throw new InvalidArgumentError('It is to be <client_id>:<client_secret>.');
  return { clientId, clientSecret };
}
