import { expect, test } from '@jest/globals';
import { reservationNote } from '../../../infra/checks/vendor-concurrency.ts';
import { readSettings } from '../../../infra/settings/settings.ts';
import { cdkContext, type Json } from '../synthesised-stack.ts';

const noteFor = (changes: Json) => reservationNote(readSettings({ ...cdkContext.click2mail, ...changes }));

test('whoever reserves concurrency is told how much, over all stacks with a vendor, and how to see what there is', () => {
  expect(noteFor({ vendorConcurrency: 20 })).toMatch(/ reserves 20 of .* aws lambda get-account-settings$/);
  // The two consumers' clients are in one stack each.
  const { clients } = cdkContext.click2mail as unknown as { clients: Record<string, Json> };
  const apart = { ...clients, acme: { ...clients['acme'], stack: 1 }, initech: { ...clients['initech'], stack: 2 } };
  expect(noteFor({ vendorConcurrency: 20, stacks: 2, clients: apart })).toContain(' reserves 40 of ');
});

test.each([
  ['without vendorConcurrency', {}],
  ['without a vendor', { vendorConcurrency: 20, consumers: {} }],
])('nothing is told %s', (_, changes) => {
  expect(noteFor(changes)).toBeUndefined();
});
