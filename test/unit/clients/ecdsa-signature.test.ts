import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { derToJose } from '../../../functions/clients/ecdsa-signature.ts';

test.each([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
])('DER signatures of %s become r and s side by side, whatever their lengths', (namedCurve, width) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  for (let round = 0; round < 300; round += 1) {
    const data = Buffer.from(`message ${round}`);
    const jose = derToJose(sign('sha256', data, { key: privateKey, dsaEncoding: 'der' }), width);
    expect(jose).toHaveLength(2 * width);
    expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose)).toBe(true);
  }
});

test.each([
  ['nothing', []],
  ['another tag', [0x31, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]],
  ['one integer only', [0x30, 0x03, 0x02, 0x01, 0x01]],
  ['a length beyond the end', [0x30, 0x20, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]],
  ['bytes behind the end', [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x00]],
  ['a number too wide for the curve', [0x30, 0x26, 0x02, 0x21, ...Array<number>(33).fill(1), 0x02, 0x01, 0x01]],
])('%s is no signature', (_what, bytes) => {
  expect(() => derToJose(Uint8Array.from(bytes), 32)).toThrow(RangeError);
});

test('a small number is padded on the left', () => {
  const jose = derToJose(Uint8Array.from([0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x07]), 32);
  expect([jose[31], jose[63]]).toEqual([5, 7]);
  expect(jose.filter((byte) => byte !== 0)).toHaveLength(2);
});
