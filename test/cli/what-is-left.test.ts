import { expect, test } from '@jest/globals';
import { whatIsLeft } from '../../cli/commands/what-is-left.ts';
import type { StackClient } from '../../cli/stack/deployed-stack.ts';

const keyArn = (id: string) => `arn:aws:kms:eu-central-1:123456789012:key/${id}`;
const KEY_DELETION = 'aws kms schedule-key-deletion --key-id ';

/** Clients of a stack, by the keys in their slots; the stack made the keys and secrets that are named. */
function clientsOf(slots: Readonly<Record<string, string>>, keptIds: readonly string[]): StackClient[] {
  const clients: StackClient[] = [];
  const stack = { name: 'Stack', functions: [], aliasArns: [], keptIds: new Set(keptIds), clients };
  for (const [name, SIGNING_KEY_SLOTS] of Object.entries(slots)) {
    const rotation = { kind: 'rotate-by-assertion', name, arn: 'arn:f', roleArn: 'arn:r', logGroup: 'g' };
    clients.push({
      name,
      stack,
      grant: 'assertion',
      secretArn: `arn:secret:${name}`,
      rotation: { ...rotation, environment: { SIGNING_KEY_SLOTS } },
      signingKeyArn: SIGNING_KEY_SLOTS.slice(2).split(' ')[0],
      clientSecretArn: undefined,
    });
  }
  return clients;
}

const leftOf = ([client]: readonly StackClient[], replicaRegions: readonly string[] = []) =>
  whatIsLeft(client as StackClient, replicaRegions, { awsCommand: (words) => `aws ${words}` });

test('the keys of both slots are to be deleted', () => {
  const slots = `a=${keyArn('one')} b=${keyArn('two')}`;
  const left = leftOf(clientsOf({ acme: slots }, ['arn:secret:acme', 'one', 'two']));
  expect(left).toContain('aws secretsmanager delete-secret --secret-id arn:secret:acme');
  expect(left.filter((step) => step.startsWith(KEY_DELETION))).toEqual([
    KEY_DELETION + keyArn('one'),
    KEY_DELETION + keyArn('two'),
  ]);
});

test('a key that another client has in a slot is kept', () => {
  const clients = clientsOf(
    { acme: `a=${keyArn('shared')} b=${keyArn('own')}`, globex: `a=${keyArn('other')} b=${keyArn('shared')}` },
    ['arn:secret:acme', 'shared', 'own', 'other'],
  );
  expect(leftOf(clients).filter((step) => step.startsWith(KEY_DELETION))).toEqual([KEY_DELETION + keyArn('own')]);
});

test('a key and a secret that existed before the stack are kept', () => {
  const left = leftOf(clientsOf({ acme: `a=${keyArn('one')}` }, []), ['eu-west-1']);
  expect(left.join('\n')).not.toMatch(/schedule-key-deletion|delete-secret|remove-regions/);
});

test('a secret with copies is to be taken out of its other regions first', () => {
  const left = leftOf(clientsOf({ acme: `a=${keyArn('one')}` }, ['arn:secret:acme']), ['eu-west-1', 'us-east-2']);
  const [copies, deletion] = left.filter((step) => step.includes('secretsmanager'));
  expect(copies).toBe(
    'aws secretsmanager remove-regions-from-replication --secret-id arn:secret:acme --remove-replica-regions eu-west-1 us-east-2',
  );
  expect(deletion).toBe('aws secretsmanager delete-secret --secret-id arn:secret:acme');
});
