/** SEQUENCE { INTEGER r, INTEGER s }: how AWS writes an ECDSA signature. RFC 3279 §2.2.3 */
export function encodeDer(r: bigint, s: bigint): Buffer {
  return tagged(0x30, Buffer.concat([integer(r), integer(s)]));
}

/** @returns r and s, or undefined when it is not the one DER form of two non-negative integers */
export function decodeDer(signature: Buffer): [bigint, bigint] | undefined {
  const sequence = content(signature, 0x30);
  if (sequence === undefined || sequence.rest.length > 0) return undefined;
  const first = content(sequence.value, 0x02);
  const second = first && content(first.rest, 0x02);
  if (first === undefined || second === undefined) return undefined;
  const r = BigInt(`0x${first.value.toString('hex')}`);
  const s = BigInt(`0x${second.value.toString('hex')}`);
  // DER knows one way to write a number: whatever does not come out the same was written otherwise.
  return encodeDer(r, s).equals(signature) ? [r, s] : undefined;
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  // A leading bit of 1 would make the number negative.
  return tagged(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

function tagged(tag: number, value: Buffer): Buffer {
  const header = value.length < 0x80 ? Buffer.of(tag, value.length) : Buffer.of(tag, 0x81, value.length);
  return Buffer.concat([header, value]);
}

function content(bytes: Buffer, tag: number): { value: Buffer; rest: Buffer } | undefined {
  const long = bytes[1] === 0x81;
  const length = bytes[long ? 2 : 1];
  const start = long ? 3 : 2;
  if (bytes[0] !== tag || length === undefined || length === 0 || bytes.length < start + length) return undefined;
  return { value: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}
