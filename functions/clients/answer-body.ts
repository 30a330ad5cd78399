import type { ZlibOptions } from 'node:zlib';

/** An answer of more is none of this API's. */
export const LONGEST_BODY_BYTES = 64 * 1024;

/**
 * The text of a body. It was asked for as it is (`identity`); a gateway may compress it all the same. Undefined for an
 * encoding that is not known, for what is not that encoding, and for what becomes longer than 64 KiB.
 */
export function bodyText(body: Uint8Array, encoding: string | undefined): string | undefined {
  try {
    return decoded(body, encoding)?.toString('utf8');
  } catch {
    return undefined;
  }
}

function decoded(body: Uint8Array, encoding: string | undefined): Buffer | undefined {
  const bound: ZlibOptions = { maxOutputLength: LONGEST_BODY_BYTES };
  // Loaded when it is first needed, which is hardly ever.
  const zlib = () => process.getBuiltinModule('node:zlib');
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return Buffer.from(body);
    case 'gzip':
    case 'x-gzip':
      return zlib().gunzipSync(body, bound);
    case 'deflate':
      return zlib().inflateSync(body, bound);
    case 'br':
      return zlib().brotliDecompressSync(body, bound);
    default:
      return undefined;
  }
}
