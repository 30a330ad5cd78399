import type { RandomBytes } from '../random-bytes.ts';

/** A version 4 UUID (RFC 9562, section 5.4). */
export function newRequestId(random: RandomBytes): string {
  const bytes = random(16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * A root trace id: version, epoch seconds in hex, 96 random bits.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function newTraceId(random: RandomBytes, now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0');
  return `1-${seconds}-${random(12).toString('hex')}`;
}

/** The header that carries a trace id onward. */
export function traceHeader(random: RandomBytes, traceId: string): string {
  return `Root=${traceId};Parent=${random(8).toString('hex')};Sampled=0`;
}
