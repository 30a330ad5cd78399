import * as v from 'valibot';
import { InvalidOrder } from '../core/errors.ts';
import { isTokenId } from '../core/token-id.ts';
import { clientName, type Door, inPresentWords, readInput } from '../lambda/read-input.ts';
import type { RevokeNowOrder } from './ordered-version.ts';

/** What the sweep's function is invoked with: its schedule, or what an operator wants of it. */
export type SweepEvent =
  | { readonly kind: 'sweep'; readonly time?: number }
  | { readonly kind: 'revoke-now'; readonly order: RevokeNowOrder }
  | { readonly kind: 'report' }
  | { readonly kind: 'probe'; readonly client: string; readonly depth: ProbeDepth };

/** Whether the API is only to be reached, or a token to be issued as well. */
export type ProbeDepth = 'reach' | 'issue';

const noObject = 'The event is to be an object: a schedule\'s, or {"client":"…","immediately":true}.';
const refuse = (message: string) => new InvalidOrder(message);

const ORDER = v.strictObject({
  client: clientName,
  immediately: v.literal(true),
  token_id: v.optional(v.custom<string>(isTokenId)),
  even_without_successor: v.optional(v.boolean(), false),
});
const REPORT = v.strictObject({ report: v.literal(true) });
const PROBE = v.strictObject({ client: clientName, probe: v.picklist(['reach', 'issue']) });

const ORDER_DOOR: Door<typeof ORDER.entries> = {
  name: 'The order',
  shape: ORDER,
  noObject,
  problems: {
    client: 'The order does not name a client.',
    immediately: 'An order to revoke says "immediately": true.',
    token_id: "The order's token_id is not the id of a token.",
    even_without_successor: "The order's even_without_successor is to be true or false.",
  },
  refuse,
};

const REPORT_DOOR: Door<typeof REPORT.entries> = {
  name: 'The question for a report',
  shape: REPORT,
  noObject,
  problems: { report: 'Whoever wants a report says "report": true.' },
  refuse,
};

const PROBE_DOOR: Door<typeof PROBE.entries> = {
  name: 'The probe',
  shape: PROBE,
  noObject,
  problems: { client: 'The probe does not name a client.', probe: 'A probe is "reach" or "issue".' },
  refuse,
};

/**
 * Reads an event of EventBridge's schedule, the order `{"client":"acme","immediately":true}`, or one of the questions
 * `{"report":true}` and `{"client":"acme","probe":"reach"}`, which may also say `"issue"`.
 * @throws InvalidOrder naming the field
 */
export function readSweepEvent(event: unknown): SweepEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw refuse(noObject);
  const said = inPresentWords(event, { evenWithoutSuccessor: 'even_without_successor' });
  if (Object.hasOwn(said, 'report')) return readReport(said);
  if (Object.hasOwn(said, 'probe')) return readProbe(said);
  const isOrder = Object.keys(ORDER.entries).some((field) => Object.hasOwn(said, field));
  return isOrder ? { kind: 'revoke-now', order: readOrder(said) } : readSchedule(said);
}

/** @returns with the time, in epoch milliseconds, where the event has one */
function readSchedule(said: object): SweepEvent {
  const time = 'time' in said && typeof said.time === 'string' ? Date.parse(said.time) : NaN;
  return { kind: 'sweep', ...(!Number.isNaN(time) && { time }) };
}

function readReport(said: object): SweepEvent {
  readInput(said, REPORT_DOOR);
  return { kind: 'report' };
}

function readProbe(said: object): SweepEvent {
  const { client, probe: depth } = readInput(said, PROBE_DOOR);
  return { kind: 'probe', client, depth };
}

function readOrder(said: object): RevokeNowOrder {
  const { client, token_id: tokenId, even_without_successor: evenWithoutSuccessor } = readInput(said, ORDER_DOOR);
  // Delivered once more, an order that names none would revoke the successor.
  if (evenWithoutSuccessor && tokenId === undefined) {
    throw refuse('An order with even_without_successor names the token: "token_id":"…".');
  }
  return { client, evenWithoutSuccessor, ...(tokenId === undefined ? {} : { tokenId }) };
}
