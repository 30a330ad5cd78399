import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import parse from '../../../functions/stand-ins/bowser.ts';
import CacheableRequest from '../../../functions/stand-ins/cacheable-request.ts';
import { readFile } from '../../../functions/stand-ins/config-files.ts';
import decompress from '../../../functions/stand-ins/decompress-response.ts';
import DnsCache from '../../../functions/stand-ins/dns-cache.ts';
import { EventStreamSerde, eventStreamSerdeProvider } from '../../../functions/stand-ins/event-streams.ts';
import http2Client from '../../../functions/stand-ins/http2-client.ts';
import { ListFormat } from '../../../functions/stand-ins/list-format.ts';
import { ReadableStream } from '../../../functions/stand-ins/readable-stream.ts';
import { bindV4 } from '../../../functions/stand-ins/uuid.ts';

describe('what stands for a part that is never used', () => {
  test.each<[string, () => unknown]>([
    ['a client of HTTP/2', () => http2Client.auto()],
    ['its pool of sessions', () => http2Client.globalAgent],
    ['a cache of answers', () => CacheableRequest()],
    ['decompression by got', () => decompress()],
    ['a cache of names', () => DnsCache()],
    ['a reader of browsers’ names', () => parse.parse()],
    ['an event stream', () => EventStreamSerde()],
    ['what reads and writes one', () => eventStreamSerdeProvider()],
  ])('says so when it is reached: %s', (_what, reach) => {
    expect(reach).toThrow(/is not in this function: see infra\/bundling\/replacements\.ts\.$/);
  });

  test('finds none of the SDK’s configuration files, as the SDK expects it where there are none', async () => {
    await expect(readFile()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a formatter of lists', () => {
  test('says what Node’s own says', () => {
    const how = ['en', { style: 'long', type: 'disjunction' }] as const;
    for (const list of [[], ['a'], ['a', 'b'], ['a', 'b', 'c']]) {
      expect(new ListFormat(...how).format(list)).toBe(new Intl.ListFormat(...how).format(list));
    }
  });

  test('is made when it is first used: even one that cannot be made can be named', () => {
    const impossible = new ListFormat('no language');
    expect(() => impossible.format(['a'])).toThrow(RangeError);
  });
});

test('a stream of Node’s is none of the web’s, and a UUID is one', () => {
  expect(Readable.from(['x'])).not.toBeInstanceOf(ReadableStream);
  expect(bindV4()()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
