import { InvalidOrder } from './errors.ts';
import type { RevokeNowOrder } from './revoke-now.ts';

/** What the sweep's function is invoked with: its schedule, or an operator's order. */
export type SweepEvent = { readonly kind: 'sweep' } | { readonly kind: 'revoke-now'; readonly order: RevokeNowOrder };

const ORDER_FIELDS = ['client', 'immediately', 'token_id', 'evenWithoutSuccessor'];

/**
 * Reads an event of EventBridge's schedule, or `{"client":"acme","immediately":true}`.
 * @throws InvalidOrder naming the field
 */
export function parseSweepEvent(event: unknown): SweepEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new InvalidOrder('The event is to be an object: a schedule\'s, or {"client":"…","immediately":true}.');
  }
  const fields = event as Record<string, unknown>;
  const isOrder = ORDER_FIELDS.some((field) => Object.hasOwn(fields, field));
  return isOrder ? { kind: 'revoke-now', order: parseOrder(fields) } : { kind: 'sweep' };
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
