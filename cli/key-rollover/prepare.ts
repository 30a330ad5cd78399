import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { jwkThumbprint } from '../../functions/clients/jwk-thumbprint.ts';
import { type KeyFacts, keyFacts } from '../facts/key-facts.ts';
import { bothSlots } from '../facts/key-slots.ts';
import type { Session } from '../stack/session.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { adviceText, deployAdvice, slotLines, slotsForMachines } from './advice.ts';

/** `key prepare`: is there a key for the successor, and what is Click2Mail to be sent of it? */
export async function prepareKey(name: string, session: Session): Promise<void> {
  const facts = await keyFacts(name, session);
  const { signing, other, client, clientId } = facts;
  if (other.key === undefined) return tellMissing(facts, session);
  if (other.status !== 'prepared') refusePredecessor(facts, session);
  const { aws, command, deployment } = session;
  const { PublicKey } = await aws.kms.send(new GetPublicKeyCommand({ KeyId: other.key.arn }));
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString().trim();
  const thumbprint = jwkThumbprint(publicKey);
  const jwk = { ...publicKey.export({ format: 'jwk' }), use: 'sig' };
  const commands = [...deployment.registerKey(clientId, pem), command(`key check ${client.name}`)];
  session.tell({ client: name, slots: slotsForMachines(facts), thumbprint, pem, jwk, commands }, () =>
    [
      slotLines(facts),
      `Send this public key to Click2Mail, for ${clientId}, beside the one in slot ${signing.slot}, which stays valid.`,
      `Thumbprint (RFC 7638): ${thumbprint}`,
      pem,
      `As a JWK: ${JSON.stringify(jwk)}`,
      adviceText({ commands }, name),
    ].join('\n'),
  );
}

function tellMissing(facts: KeyFacts, session: Session): void {
  const { client, signing, other } = facts;
  const setting = { keySlots: bothSlots, signingKey: signing.slot };
  const advice = deployAdvice(facts, setting, [session.command(`key prepare ${client.name}`)], session);
  session.tell({ client: client.name, slots: slotsForMachines(facts), ...advice }, () =>
    [slotLines(facts), `There is no key in slot ${other.slot} yet.`, adviceText(advice, client.name)].join('\n'),
  );
  session.endWith(EXIT.needsPerson);
}

function refusePredecessor({ client, signing, other }: KeyFacts, { command }: Session): never {
  throw new CommandProblem(
    `Slot ${other.slot} has the predecessor of the key in slot ${signing.slot}: it is ${other.status}. ` +
      `Another successor comes when it is gone: ${command(`key retire ${client.name}`)}`,
  );
}
