import { createPublicKey, type KeyObject } from 'node:crypto';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { type Command, Option } from 'commander';
import { jwkThumbprint } from '../../functions/clients/jwk-thumbprint.ts';
import { askFunctions } from '../stack/ask-functions.ts';
import type { StackClient } from '../stack/deployed-stack.ts';
import { clientNamed, type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { inSessionDo } from './in-session-do.ts';

const FORMATS = ['pem', 'jwk', 'jwks', 'thumbprint'] as const;

interface PublicKeyOptions extends CommonOptions {
  readonly format: (typeof FORMATS)[number];
}

/** `public-key`: what Click2Mail has to be sent. */
export function addPublicKey(program: Command, context: CommandContext): void {
  program
    .command('public-key')
    .argument('<client>', 'the client’s name in the settings')
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('pem'))
    .description('Prints the public half of the key that signs for a client, ready to be sent to Click2Mail.')
    .addHelpText('after', '\nExample:\n  npm run --silent tokens -- public-key acme --format jwks > acme.jwks.json')
    .action(inSessionDo(context, publicKey, { isBare: true }));
}

async function publicKey(name: string, { format }: PublicKeyOptions, session: Session): Promise<void> {
  const client = clientNamed(name, session);
  const key = await fetchKey(client, session);
  switch (format) {
    case 'pem':
      return show({ pem: key.export({ type: 'spki', format: 'pem' }).toString().trim() }, 'pem', session);
    case 'thumbprint':
      return show({ thumbprint: jwkThumbprint(key) }, 'thumbprint', session);
    case 'jwk':
      return session.terminal.out(JSON.stringify(await jwkOf(client, key, session), null, 2));
    case 'jwks':
      return session.terminal.out(JSON.stringify({ keys: [await jwkOf(client, key, session)] }, null, 2));
  }
}

function show<Field extends string>(value: Record<Field, string>, field: Field, { tell }: Session): void {
  tell(value, () => value[field]);
}

async function fetchKey({ name, signingKeys, grant }: StackClient, { aws }: Session): Promise<KeyObject> {
  if (signingKeys === undefined) {
    throw new CommandProblem(`${name} has no signing key: its grant is ${grant}.`, EXIT.wrongUsage);
  }
  const { PublicKey } = await aws.kms.send(new GetPublicKeyCommand({ KeyId: signingKeys.signingArn }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
}

/** With the name under which the assertions refer to it (RFC 7517, section 4.5). */
async function jwkOf(client: StackClient, key: KeyObject, session: Session): Promise<object> {
  const { clients } = await session.during('Asking the functions', askFunctions(client, session));
  const own = clients.find((one) => one.client === client.name);
  return { ...key.export({ format: 'jwk' }), kid: own?.key_id ?? jwkThumbprint(key), alg: own?.algorithm, use: 'sig' };
}
