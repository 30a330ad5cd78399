import * as v from 'valibot';
import { InvalidOrder } from '../core/errors.ts';
import { clientName, type Door, readInput, text } from '../lambda/read-input.ts';

/** What an operator invokes issue-by-otp with. */
export interface OtpOrder {
  /** The client's name in the settings. */
  readonly client: string;
  /** Serves once, and is a secret as long as it has not. */
  readonly otpCode: string;
  /** Whether a current token that works is to be superseded. */
  readonly replace: boolean;
}

const ORDER = v.strictObject({
  client: clientName,
  otp_code: text(/^[\x21-\x7e]{1,64}$/),
  replace: v.optional(v.boolean(), false),
});

const DOOR: Door<typeof ORDER.entries> = {
  name: 'The order',
  shape: ORDER,
  noObject: 'The order is to be an object: {"client":"…","otp_code":"…"}.',
  problems: {
    client: 'The order does not name a client.',
    otp_code: 'The order has no otp_code of 1 to 64 characters without blanks, as text.',
    replace: "The order's replace is to be true or false.",
  },
  refuse: (message) => new InvalidOrder(message),
};

/**
 * Reads `{"client":"acme","otp_code":"…","replace":true}`; `replace` may be left out.
 * @throws InvalidOrder naming the field, never its value: it may be the code
 */
export function readOtpOrder(event: unknown): OtpOrder {
  const { client, otp_code: otpCode, replace } = readInput(event, DOOR);
  return { client, otpCode, replace };
}
