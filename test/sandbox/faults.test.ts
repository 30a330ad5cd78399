import { expect, test } from '@jest/globals';
import { type FaultOrder, Faults, type FaultTarget } from '../../sandbox/faults.ts';

const PUT: FaultTarget = { service: 'secretsmanager', operation: 'PutSecretValue', functionName: 'rotate-acme' };

/** The kinds of fault that strike so many calls of the same target, in turn. */
function struck(orders: readonly FaultOrder[], calls: number, target = PUT): (string | undefined)[] {
  const faults = new Faults();
  for (const order of orders) faults.order(order);
  return Array.from({ length: calls }, () => faults.strike(target)?.kind);
}

test('without an order nothing strikes', () => {
  expect(struck([], 1)).toEqual([undefined]);
});

test('an order strikes the first matching call, once', () => {
  expect(struck([{ kind: 'refuse' }], 3)).toEqual(['refuse', undefined, undefined]);
});

test('an order strikes as many times as it says, from the n-th matching call on', () => {
  expect(struck([{ kind: 'kill', nth: 2, times: 2 }], 5)).toEqual([undefined, 'kill', 'kill', undefined, undefined]);
});

test.each<[string, Partial<FaultOrder>, boolean]>([
  ['its service', { service: 'secretsmanager' }, true],
  ['another service', { service: 'kms' }, false],
  ['its operation', { operation: 'PutSecretValue' }, true],
  ['another operation', { operation: 'GetSecretValue' }, false],
  ['its function', { functionName: 'rotate-acme' }, true],
  ['another function', { functionName: 'rotate-other' }, false],
  ['all three', { service: 'secretsmanager', operation: 'PutSecretValue', functionName: 'rotate-acme' }, true],
  ['two of three', { service: 'secretsmanager', operation: 'PutSecretValue', functionName: 'x' }, false],
])('an order that names %s: strikes a call: %#', (_name, names, strikes) => {
  expect(struck([{ kind: 'delay', ...names }], 1)).toEqual([strikes ? 'delay' : undefined]);
});

test('an order for a function does not strike a call that no function made', () => {
  const fromOutside: FaultTarget = { service: 'kms', operation: 'Sign' };
  expect(struck([{ kind: 'refuse', functionName: 'rotate-acme' }], 1, fromOutside)).toEqual([undefined]);
  expect(struck([{ kind: 'refuse', service: 'kms' }], 1, fromOutside)).toEqual(['refuse']);
});

test('calls that do not match are not counted', () => {
  const faults = new Faults();
  faults.order({ kind: 'refuse', operation: 'PutSecretValue', nth: 2 });
  const strikes = ['PutSecretValue', 'GetSecretValue', 'PutSecretValue'].map(
    (operation) => faults.strike({ ...PUT, operation })?.kind,
  );
  expect(strikes).toEqual([undefined, undefined, 'refuse']);
});

test('the oldest order wins, and the younger one strikes the call after', () => {
  expect(struck([{ kind: 'refuse' }, { kind: 'throttle' }], 3)).toEqual(['refuse', 'throttle', undefined]);
});

test('a call that an older order strikes still counts for the younger one', () => {
  expect(struck([{ kind: 'refuse' }, { kind: 'throttle', nth: 2 }], 3)).toEqual(['refuse', 'throttle', undefined]);
  expect(struck([{ kind: 'refuse' }, { kind: 'throttle', nth: 3 }], 3)).toEqual(['refuse', undefined, 'throttle']);
});

test('the list shows every order and how often it struck, until it is cleared', () => {
  const faults = new Faults();
  faults.order({ kind: 'refuse', status: 503 });
  faults.order({ kind: 'kill', service: 'kms', afterActing: true });
  faults.strike(PUT);
  expect(faults.list()).toEqual([
    { kind: 'refuse', status: 503, struck: 1 },
    { kind: 'kill', service: 'kms', afterActing: true, struck: 0 },
  ]);
  faults.clear();
  expect(faults.list()).toEqual([]);
  expect(faults.strike({ service: 'kms', operation: 'Sign' })).toBeUndefined();
});

test('an order that is taken back strikes no more, and the others go on', () => {
  const faults = new Faults();
  const takeBack = faults.order({ kind: 'refuse', times: 9 });
  faults.order({ kind: 'throttle', times: 9 });
  expect(faults.strike(PUT)?.kind).toBe('refuse');
  takeBack();
  takeBack();
  expect(faults.strike(PUT)?.kind).toBe('throttle');
  expect(faults.list()).toMatchObject([{ kind: 'throttle', struck: 1 }]);
});
