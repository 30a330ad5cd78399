import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RotationState } from '../../../sandbox/console/state.ts';
import { assertSucceeded, lastRotation, rotateNow } from '../../../sandbox/demo/operator.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
beforeAll(async () => {
  running = await TestSandbox.start();
});
afterAll(() => running.stop());

function acme() {
  const client = running.sandbox.state().clients.find(({ name }) => name === 'acme');
  if (client === undefined) throw new Error('There is no client acme.');
  return client;
}

describe('an operator who rotates', () => {
  test('has the end of it when the call returns', async () => {
    expect(lastRotation(running.sandbox, acme())).toBeUndefined();
    await rotateNow(running.sandbox, running.secretsManager, acme());
    expect(lastRotation(running.sandbox, acme())).toMatchObject({ clientName: 'acme', outcome: 'succeeded' });
    expect(acme().versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.tokenId).toMatch(/^tok_lt_/);
  });

  test('is told why it failed', async () => {
    running.client('acme').fault({ kind: 'refuse', status: 400, operation: 'issueLongTermToken' });
    await expect(rotateNow(running.sandbox, running.secretsManager, acme())).rejects.toThrow(
      /^The rotation of acme did not succeed: createSecret: /,
    );
    await running.client('acme').tidyUp();
  });
});

describe('a rotation', () => {
  const rotation = (changes: Partial<RotationState>): RotationState => ({
    clientName: 'acme',
    versionId: 'one',
    startedAt: '2026-03-01T12:00:00.000Z',
    endedAt: null,
    outcome: null,
    error: null,
    steps: [],
    ...changes,
  });

  test('that succeeded satisfies', () => {
    expect(() => assertSucceeded(rotation({ outcome: 'succeeded' }))).not.toThrow();
    expect(() => assertSucceeded(rotation({ outcome: 'succeeded' }), 'one')).not.toThrow();
  });

  test.each<[string, RotationState | undefined, string]>([
    ['that never was', undefined, 'No rotation took place.'],
    ['of another version', rotation({ outcome: 'succeeded', versionId: 'two' }), 'No rotation took place.'],
    ['that goes on', rotation({}), 'The rotation of acme did not succeed: it is still running'],
    ['that failed', rotation({ outcome: 'failed', error: 'why' }), 'The rotation of acme did not succeed: why'],
  ])('%s does not', (_name, found, message) => {
    expect(() => assertSucceeded(found, 'one')).toThrow(new Error(message));
  });
});
