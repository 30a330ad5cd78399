import { join } from 'node:path';

const STAND_INS = join(import.meta.dirname, '..', '..', 'functions', 'stand-ins');

/** What is bundled in the place of a part that our options never use. */
interface Replacement {
  /** As it is imported, or its path in `node_modules`; of a global, the package that asks for it. */
  readonly module: string;
  /** Set where not a module is replaced, but every mention of a global. */
  readonly global?: string;
  /** The file of the stand-in. */
  readonly by: string;
  /** Why nobody misses it. */
  readonly unused: string;
  /** What a cold start is spared, as `npm run bench -- --rows cold-start --profile` and the bundles' sizes say. */
  readonly saves: string;
  /** What would need it. */
  readonly breaks: string;
}

const GOT = 'got/dist/source/core/utils';
const SMITHY = '@smithy/core/dist-es/submodules';

/**
 * Every part of a package that the functions leave out. The stand-ins of what must not be reached throw. Each row has its
 * tests in test/infra/bundling.
 */
export const REPLACEMENTS: readonly Replacement[] = [
  {
    module: '@sindresorhus/is',
    global: 'Intl.ListFormat',
    by: join(STAND_INS, 'list-format.ts'),
    unused: 'got’s checks of its options make two formatters, for a message that only a wrong option has',
    saves: '10 ms of processor time: each reads the data of a language',
    breaks: 'nothing: a formatter is made when it is first used',
  },
  {
    module: '@aws-sdk/credential-provider-node',
    by: join(STAND_INS, 'environment-credentials.ts'),
    unused: 'Lambda puts the credentials into the environment, where the chain of providers looks first',
    saves: 'a fifth of the bundle',
    breaks: 'credentials of profiles, single sign-on, processes and metadata services',
  },
  {
    module: 'node:http2',
    by: join(STAND_INS, 'http2.ts'),
    unused: 'got asks it whether a response is one of HTTP/2, when it is piped into one',
    saves: 'node:http2, and assert with it',
    breaks: 'piping an answer into the response of an HTTP/2 server',
  },
  {
    module: `${GOT}/http2-client.js`,
    by: join(STAND_INS, 'http2-client.ts'),
    unused: 'the option http2 is off, so https.request sends',
    saves: '20 KB',
    breaks: 'the option http2',
  },
  {
    module: 'cacheable-request',
    by: join(STAND_INS, 'cacheable-request.ts'),
    unused: 'the option cache is off: no answer to a POST of a token is kept',
    saves: '36 KB in 10 packages, keyv and http-cache-semantics among them',
    breaks: 'the option cache',
  },
  {
    module: `${GOT}/decompress-response.js`,
    by: join(STAND_INS, 'decompress-response.ts'),
    unused: 'the option decompress is off: clients/answer-body.ts bounds what an answer may become',
    saves: 'node:zlib and decompress-response',
    breaks: 'the option decompress',
  },
  {
    module: `${GOT}/dns-cache.js`,
    by: join(STAND_INS, 'dns-cache.ts'),
    unused: 'the option dnsCache is off: Node looks names up',
    saves: '6 KB, node:os and the promises of node:dns',
    breaks: 'the option dnsCache',
  },
  {
    module: 'bowser',
    by: join(STAND_INS, 'bowser.ts'),
    unused: 'the SDK tells browsers apart by it',
    saves: '34 KB of the asset; a start does not read it',
    breaks: 'nothing in Node',
  },
  {
    module: '@smithy/core/event-streams',
    by: join(STAND_INS, 'event-streams.ts'),
    unused: 'no operation of Secrets Manager or KMS has an event stream',
    saves: '15 KB of the asset; a start does not read it',
    breaks: 'an operation with an event stream',
  },
  {
    module: `${SMITHY}/config/shared-ini-file-loader/readFile.js`,
    by: join(STAND_INS, 'config-files.ts'),
    unused: 'a function has no ~/.aws: what is not in the environment has its default',
    saves: 'node:fs/promises, and looking for two files before the first answer',
    breaks: 'settings in ~/.aws/config and ~/.aws/credentials',
  },
  {
    module: 'got, @smithy/core',
    global: 'ReadableStream',
    by: join(STAND_INS, 'readable-stream.ts'),
    unused:
      'both ask whether a body is a stream of the web’s, and to ask loads those; ours are texts and Node’s streams',
    saves: 'web streams and worker threads: milliseconds of the first answer',
    breaks: 'a body, or a request handler’s answer, that is a stream of the web’s',
  },
  {
    module: `${SMITHY}/serde/uuid/v4.js`,
    by: join(STAND_INS, 'uuid.ts'),
    unused: 'node:crypto makes UUIDs itself; the global crypto is another one, and is loaded when it is first named',
    saves: 'the Web Crypto API',
    breaks: 'nothing',
  },
];
