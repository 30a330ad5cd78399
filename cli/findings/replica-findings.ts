import type { ClientFacts } from '../facts/client-facts.ts';
import type { Cures } from './cures.ts';
import type { Finding } from './finding.ts';
import type { ReplicaFacts } from '../facts/replica-facts.ts';

/** AWS names no time; a copy of a few hundred characters has long been made by then. */
const COPY_TAKES_MS = 15 * 60 * 1000;

/** The copies of a client's token secret that do not follow it. One that is under way for a moment is well. */
export function replicaFindings(facts: ClientFacts, cures: Cures): Finding[] {
  const { client, secret, now } = facts;
  const isFresh = secret.changedAt !== undefined && now - secret.changedAt < COPY_TAKES_MS;
  return secret.replicas
    .filter(({ status }) => status === 'Failed' || (status !== 'InSync' && !isFresh))
    .map((replica) => {
      const { because, command } = diagnosis(client, replica, cures);
      const { region, status, message = 'no reason is given' } = replica;
      const what = `The copy in ${region} does not follow (${status}: ${message.replace(/\.$/, '')}), and has the token that it had. ${because}`;
      return { id: 'replica-not-in-sync', client: client.name, what, command };
    });
}

interface Diagnosis {
  readonly because: string;
  readonly command: string;
}

function diagnosis(client: ClientFacts['client'], replica: ReplicaFacts, cures: Cures): Diagnosis {
  const { region, keyId, cause } = replica;
  const again = cures.replicate(client.secretArn, replica);
  if (cause?.isNameTaken === true) {
    return {
      because: 'Another secret has the name there. This overwrites it: look first whether somebody needs it.',
      command: cures.replicate(client.secretArn, replica, true),
    };
  }
  if (keyId === undefined) {
    const because =
      'This copies it anew; if the region is not named in replicaRegions, the next rotation fails it again.';
    return { because, command: again };
  }
  switch (cause?.keyState) {
    case 'Disabled':
      return { because: 'Its key is disabled.', command: `${cures.enableKey(keyId, region)} && ${again}` };
    case 'PendingDeletion':
      return { because: 'Its key waits for its deletion.', command: `${cures.keepKey(keyId, region)} && ${again}` };
    case 'Missing':
      return {
        because: 'Its key is gone: name another one in replicaRegions.',
        command: cures.deploy(client),
      };
    case undefined:
    default:
      if (replica.status !== 'Failed') return { because: 'This copies it anew.', command: again };
      return {
        because: 'Whoever wrote the secret may not use its key: put the policy of docs/deployment.md.',
        command: `${cures.putKeyPolicy(keyId, region)} && ${again}`,
      };
  }
}
