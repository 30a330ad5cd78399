/**
 * KMS answers an ECDSA signature as DER: SEQUENCE { INTEGER r, INTEGER s } (RFC 3279, section 2.2.3). JOSE wants r
 * and s one after the other, each padded to the width of the curve (RFC 7518, section 3.4).
 * @param width bytes of one number: 32 for P-256
 * @throws RangeError when the bytes are not such a sequence
 */
export function derToJose(der: Uint8Array, width: number): Uint8Array {
  const [sequence, end] = readElement(der, 0, 0x30);
  const [r, afterR] = readElement(sequence, 0, 0x02);
  const [s, afterS] = readElement(sequence, afterR, 0x02);
  if (end !== der.length || afterS !== sequence.length) throw new RangeError('The signature has bytes in excess.');
  const jose = new Uint8Array(2 * width);
  jose.set(unsigned(r, width), width - unsigned(r, width).length);
  jose.set(unsigned(s, width), 2 * width - unsigned(s, width).length);
  return jose;
}

/** Content of the element at an offset, and the offset behind it. Lengths up to 255 are enough for every curve. */
function readElement(bytes: Uint8Array, offset: number, tag: number): [Uint8Array, number] {
  const [foundTag, length = 0, longLength = 0] = bytes.subarray(offset, offset + 3);
  const isLong = length === 0x81;
  const start = offset + (isLong ? 3 : 2);
  const end = start + (isLong ? longLength : length);
  if (foundTag !== tag || (length > 0x7f && !isLong) || end > bytes.length) {
    throw new RangeError('The signature is not a DER sequence of two integers.');
  }
  return [bytes.subarray(start, end), end];
}

/** The integer without the zero that keeps it positive in DER. */
function unsigned(integer: Uint8Array, width: number): Uint8Array {
  const first = integer.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? integer.subarray(integer.length) : integer.subarray(first);
  if (digits.length > width) throw new RangeError('The signature does not belong to this curve.');
  return digits;
}
