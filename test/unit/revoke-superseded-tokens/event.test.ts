import { expect, test } from '@jest/globals';
import { readSweepEvent } from '../../../functions/revoke-superseded-tokens/event.ts';

test("an event of EventBridge's schedule is a sweep", () => {
  expect(readSweepEvent({ source: 'aws.events', 'detail-type': 'Scheduled Event' })).toEqual({ kind: 'sweep' });
  expect(readSweepEvent({})).toEqual({ kind: 'sweep' });
});

test.each([
  ['2026-11-24T09:15:00Z', Date.UTC(2026, 10, 24, 9, 15)],
  ['soon', undefined],
  [7, undefined],
])('the time %s of a schedule’s event is read as %s', (time, expected) => {
  expect(readSweepEvent({ source: 'aws.events', time })).toEqual({
    kind: 'sweep',
    ...(expected !== undefined && { time: expected }),
  });
});

test('an order to revoke names its client, and whether the current token goes too', () => {
  expect(readSweepEvent({ client: 'acme', immediately: true })).toEqual({
    kind: 'revoke-now',
    order: { client: 'acme', evenWithoutSuccessor: false },
  });
  const named = { client: 'acme', immediately: true, token_id: 'tok_1', even_without_successor: true };
  expect(readSweepEvent(named)).toMatchObject({ order: { tokenId: 'tok_1', evenWithoutSuccessor: true } });
});

test('the former spelling of even_without_successor is read, but not beside the present one', () => {
  const order = { client: 'acme', immediately: true, token_id: 'tok_1', evenWithoutSuccessor: true };
  expect(readSweepEvent(order)).toMatchObject({ order: { evenWithoutSuccessor: true } });
  expect(() => readSweepEvent({ ...order, even_without_successor: false })).toThrow(/besides/);
});

test('an operator may ask for a report, or have the API knocked at', () => {
  expect(readSweepEvent({ report: true })).toEqual({ kind: 'report' });
  expect(readSweepEvent({ client: 'acme', probe: 'reach' })).toEqual({
    kind: 'probe',
    client: 'acme',
    depth: 'reach',
  });
  expect(readSweepEvent({ client: 'acme', probe: 'issue' })).toMatchObject({ depth: 'issue' });
});

test.each([
  ['no object', 'sweep', /object/],
  ['a list', [], /object/],
  ['nothing', null, /object/],
  ['no client', { immediately: true }, /client/],
  ['an empty client', { client: '', immediately: true }, /client/],
  ['no urgency', { client: 'acme' }, /immediately/],
  ['a doubtful urgency', { client: 'acme', immediately: 'yes' }, /immediately/],
  ['a doubtful extent', { client: 'acme', immediately: true, even_without_successor: 'yes' }, /even_without_successor/],
  ['a doubtful token', { client: 'acme', immediately: true, token_id: 'lt_x/../y' }, /token_id/],
  [
    'a token that is given up without its name',
    { client: 'acme', immediately: true, even_without_successor: true },
    /names/,
  ],
  ['a doubtful report', { report: 'all' }, /report/],
  ['a report on one client', { report: true, client: 'acme' }, /besides/],
  ['a probe of nobody', { probe: 'reach' }, /client/],
  ['a probe of unknown depth', { client: 'acme', probe: 'deep' }, /reach/],
  ['a probe that is to revoke', { client: 'acme', probe: 'issue', immediately: true }, /besides/],
  ['a field too many', { client: 'acme', immediately: true, force: true }, /besides/],
])('%s is refused as an order', (_what, event, message) => {
  expect(() => readSweepEvent(event)).toThrow(message);
  expect(() => readSweepEvent(event)).toThrow(expect.objectContaining({ code: 'INVALID_ORDER' }));
});
