import { JacksonReader } from './jackson-reader.ts';

/** Why these bytes are no JSON, as Lambda says it; undefined when they are. */
export function jsonFault(payload: Buffer): string | undefined {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload));
    return undefined;
  } catch {
    return new JacksonReader(payload).fault() ?? 'The payload is not one JSON value.';
  }
}
