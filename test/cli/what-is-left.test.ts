import { expect, test } from '@jest/globals';
import { whatIsLeft } from '../../cli/commands/what-is-left.ts';
import { deployCommands } from '../../cli/stack/deploy-command.ts';
import type { StackClient } from '../../cli/stack/deployed-stack.ts';
import { readSigningKeys, type SigningKeyVariables } from '../../functions/grants/signing-key-slots.ts';

const keyArn = (id: string) => `arn:aws:kms:eu-central-1:123456789012:key/${id}`;
const KEY_DELETION = 'aws kms schedule-key-deletion --key-id ';

type Slots = Pick<SigningKeyVariables, 'SIGNING_KEY_A' | 'SIGNING_KEY_B'>;

/** Clients of a stack, by the keys in their slots; the stack made the keys and secrets that are named. */
function clientsOf(slots: Readonly<Record<string, Slots>>, keptIds: readonly string[]): StackClient[] {
  const clients: StackClient[] = [];
  const lists = { functions: [], aliasArns: [], ruleNames: [] };
  const stack = { name: 'Stack', rotation: 'Stack', ...lists, keptIds: new Set(keptIds), clients };
  for (const [name, keys] of Object.entries(slots)) {
    const rotation = { kind: 'rotate-by-assertion', name, arn: 'arn:f', roleArn: 'arn:r', logGroup: 'g', changedAt: 0 };
    clients.push({
      name,
      stack,
      grant: 'assertion',
      secretArn: `arn:secret:${name}`,
      rotation: { ...rotation, environment: {} },
      signingKeys: readSigningKeys({ SIGNING_SLOT: 'a', ...keys }),
      clientSecretArn: undefined,
    });
  }
  return clients;
}

const leftOf = ([client]: readonly StackClient[], replicaRegions: readonly string[] = []) =>
  whatIsLeft(client as StackClient, replicaRegions, {
    awsCommand: (words) => `aws ${words}`,
    deployment: deployCommands({ endpoint: undefined, saidRegion: undefined, consoleUrl: undefined }),
  });

test('the keys of both slots are to be deleted', () => {
  const slots = { SIGNING_KEY_A: keyArn('one'), SIGNING_KEY_B: keyArn('two') };
  const left = leftOf(clientsOf({ acme: slots }, ['arn:secret:acme', 'one', 'two']));
  expect(left).toContain('aws secretsmanager delete-secret --secret-id arn:secret:acme');
  expect(left.filter((step) => step.startsWith(KEY_DELETION))).toEqual([
    KEY_DELETION + keyArn('one'),
    KEY_DELETION + keyArn('two'),
  ]);
});

test('a key that another client has in a slot is kept', () => {
  const clients = clientsOf(
    {
      acme: { SIGNING_KEY_A: keyArn('shared'), SIGNING_KEY_B: keyArn('own') },
      globex: { SIGNING_KEY_A: keyArn('other'), SIGNING_KEY_B: keyArn('shared') },
    },
    ['arn:secret:acme', 'shared', 'own', 'other'],
  );
  expect(leftOf(clients).filter((step) => step.startsWith(KEY_DELETION))).toEqual([KEY_DELETION + keyArn('own')]);
});

test('a key and a secret that existed before the stack are kept', () => {
  const left = leftOf(clientsOf({ acme: { SIGNING_KEY_A: keyArn('one') } }, []), ['eu-west-1']);
  expect(left.join('\n')).not.toMatch(/schedule-key-deletion|delete-secret|remove-regions/);
});

test('a secret with copies is to be taken out of its other regions first', () => {
  const left = leftOf(clientsOf({ acme: { SIGNING_KEY_A: keyArn('one') } }, ['arn:secret:acme']), [
    'eu-west-1',
    'us-east-2',
  ]);
  const [copies, deletion] = left.filter((step) => step.includes('secretsmanager'));
  expect(copies).toBe(
    'aws secretsmanager remove-regions-from-replication --secret-id arn:secret:acme --remove-replica-regions eu-west-1 us-east-2',
  );
  expect(deletion).toBe('aws secretsmanager delete-secret --secret-id arn:secret:acme');
});
