import { expect, test } from '@jest/globals';
import { parseSweepEvent } from '../../../functions/revoke-superseded-tokens/event.ts';

test("an event of EventBridge's schedule is a sweep", () => {
  expect(parseSweepEvent({ source: 'aws.events', 'detail-type': 'Scheduled Event' })).toEqual({ kind: 'sweep' });
  expect(parseSweepEvent({})).toEqual({ kind: 'sweep' });
});

test('an order to revoke names its client, and whether the current token goes too', () => {
  expect(parseSweepEvent({ client: 'acme', immediately: true })).toEqual({
    kind: 'revoke-now',
    order: { client: 'acme', evenWithoutSuccessor: false },
  });
  const named = { client: 'acme', immediately: true, token_id: 'tok_1', evenWithoutSuccessor: true };
  expect(parseSweepEvent(named)).toMatchObject({ order: { tokenId: 'tok_1', evenWithoutSuccessor: true } });
});

test('an operator may ask for a report, or have the API knocked at', () => {
  expect(parseSweepEvent({ report: true })).toEqual({ kind: 'report' });
  expect(parseSweepEvent({ client: 'acme', probe: 'reach' })).toEqual({
    kind: 'probe',
    client: 'acme',
    depth: 'reach',
  });
  expect(parseSweepEvent({ client: 'acme', probe: 'issue' })).toMatchObject({ depth: 'issue' });
});

test.each([
  ['no object', 'sweep', /object/],
  ['a list', [], /object/],
  ['nothing', null, /object/],
  ['no client', { immediately: true }, /client/],
  ['an empty client', { client: '', immediately: true }, /client/],
  ['no urgency', { client: 'acme' }, /immediately/],
  ['a doubtful urgency', { client: 'acme', immediately: 'yes' }, /immediately/],
  ['a doubtful extent', { client: 'acme', immediately: true, evenWithoutSuccessor: 'yes' }, /evenWithoutSuccessor/],
  ['a doubtful token', { client: 'acme', immediately: true, token_id: 'lt_x/../y' }, /token_id/],
  [
    'a token that is given up without its name',
    { client: 'acme', immediately: true, evenWithoutSuccessor: true },
    /names/,
  ],
  ['a doubtful report', { report: 'all' }, /report/],
  ['a report on one client', { report: true, client: 'acme' }, /besides/],
  ['a probe of nobody', { probe: 'reach' }, /client/],
  ['a probe of unknown depth', { client: 'acme', probe: 'deep' }, /reach/],
  ['a probe that is to revoke', { client: 'acme', probe: 'issue', immediately: true }, /besides/],
  ['a field too many', { client: 'acme', immediately: true, force: true }, /besides/],
])('%s is refused as an order', (_what, event, message) => {
  expect(() => parseSweepEvent(event)).toThrow(message);
  expect(() => parseSweepEvent(event)).toThrow(expect.objectContaining({ code: 'INVALID_ORDER' }));
});
