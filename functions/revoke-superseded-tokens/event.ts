import { InvalidOrder } from '../core/errors.ts';
import type { RevokeNowOrder } from './ordered-version.ts';

/** What the sweep's function is invoked with: its schedule, or what an operator wants of it. */
export type SweepEvent =
  | { readonly kind: 'sweep' }
  | { readonly kind: 'revoke-now'; readonly order: RevokeNowOrder }
  | { readonly kind: 'report' }
  | { readonly kind: 'probe'; readonly client: string; readonly depth: ProbeDepth };

/** Whether the API is only to be reached, or a token to be issued as well. */
export type ProbeDepth = 'reach' | 'issue';

const ORDER_FIELDS = ['client', 'immediately', 'token_id', 'evenWithoutSuccessor'];

/**
 * Reads an event of EventBridge's schedule, the order `{"client":"acme","immediately":true}`, or one of the questions
 * `{"report":true}` and `{"client":"acme","probe":"reach"}`, which may also say `"issue"`.
 * @throws InvalidOrder naming the field
 */
export function parseSweepEvent(event: unknown): SweepEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new InvalidOrder('The event is to be an object: a schedule\'s, or {"client":"…","immediately":true}.');
  }
  const fields = event as Record<string, unknown>;
  if (Object.hasOwn(fields, 'report')) return parseReport(fields);
  if (Object.hasOwn(fields, 'probe')) return parseProbe(fields);
  const isOrder = ORDER_FIELDS.some((field) => Object.hasOwn(fields, field));
  return isOrder ? { kind: 'revoke-now', order: parseOrder(fields) } : { kind: 'sweep' };
}

function parseReport({ report, ...others }: Record<string, unknown>): SweepEvent {
  if (report !== true) throw new InvalidOrder('Whoever wants a report says "report": true.');
  if (Object.keys(others).length > 0) throw new InvalidOrder('The question for a report has fields besides report.');
  return { kind: 'report' };
}

function parseProbe({ client, probe, ...others }: Record<string, unknown>): SweepEvent {
  if (typeof client !== 'string' || client === '') throw new InvalidOrder('The probe does not name a client.');
  if (probe !== 'reach' && probe !== 'issue') throw new InvalidOrder('A probe is "reach" or "issue".');
  if (Object.keys(others).length > 0) throw new InvalidOrder('The probe has fields besides client, probe.');
  return { kind: 'probe', client, depth: probe };
}

function parseOrder(fields: Record<string, unknown>): RevokeNowOrder {
  const { client, immediately, token_id: tokenId, evenWithoutSuccessor = false, ...others } = fields;
  if (typeof client !== 'string' || client === '') throw new InvalidOrder('The order does not name a client.');
  if (immediately !== true) throw new InvalidOrder('An order to revoke says "immediately": true.');
  if (typeof evenWithoutSuccessor !== 'boolean') {
    throw new InvalidOrder("The order's evenWithoutSuccessor is to be true or false.");
  }
  if (tokenId !== undefined && (typeof tokenId !== 'string' || !/^[\w-]{1,128}$/.test(tokenId))) {
    throw new InvalidOrder("The order's token_id is not the id of a token.");
  }
  // Delivered once more, an order that names none would revoke the successor.
  if (evenWithoutSuccessor && tokenId === undefined) {
    throw new InvalidOrder('An order with evenWithoutSuccessor names the token: "token_id":"…".');
  }
  if (Object.keys(others).length > 0)
    throw new InvalidOrder(`The order has fields besides ${ORDER_FIELDS.join(', ')}.`);
  return { client, evenWithoutSuccessor, ...(tokenId === undefined ? {} : { tokenId }) };
}
