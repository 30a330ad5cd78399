import { InvalidOrder } from '../core/errors.ts';

/** What an operator invokes issue-by-otp with. */
export interface OtpOrder {
  /** The client's name in the configuration. */
  readonly client: string;
  /** Serves once, and is a secret as long as it has not. */
  readonly otpCode: string;
  /** Whether a current token that works is to be superseded. */
  readonly replace: boolean;
}

const FIELDS = ['client', 'otp_code', 'replace'];

/**
 * Reads `{"client":"acme","otp_code":"…","replace":true}`; `replace` may be left out.
 * @throws InvalidOrder naming the field, never its value: it may be the code
 */
export function parseOtpOrder(event: unknown): OtpOrder {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new InvalidOrder('The order is to be an object: {"client":"…","otp_code":"…"}.');
  }
  const { client, otp_code: otpCode, replace = false, ...others } = event as Record<string, unknown>;
  if (typeof client !== 'string' || client === '') throw new InvalidOrder('The order does not name a client.');
  if (typeof otpCode !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(otpCode)) {
    throw new InvalidOrder('The order has no otp_code of 1 to 64 characters without blanks, as text.');
  }
  if (typeof replace !== 'boolean') throw new InvalidOrder("The order's replace is to be true or false.");
  if (Object.keys(others).length > 0) throw new InvalidOrder(`The order has fields besides ${FIELDS.join(', ')}.`);
  return { client, otpCode, replace };
}
