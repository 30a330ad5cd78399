import type { Click2MailApi } from '../../../sandbox/click2mail-api/click2mail-api.ts';
import type { ShownSecret } from '../../../sandbox/secrets-manager/secrets-manager.ts';

/** A long-term token, as the API itself knows it. */
export type ApiToken = ReturnType<Click2MailApi['tokens']>[number];

export interface ObservedVersion {
  readonly id: string;
  readonly labels: readonly string[];
  readonly createdAt: number;
  readonly hasValue: boolean;
  /** Id of the token in the version's value, if the API ever issued such a token. */
  readonly tokenId: string | undefined;
}

/** Everything of one client that the promises speak of, as the services themselves know it. */
export interface Observed {
  readonly now: number;
  readonly versions: readonly ObservedVersion[];
  readonly current: ObservedVersion | undefined;
  /** The version under AWSPENDING, unless it is the current one. */
  readonly pending: ObservedVersion | undefined;
  /** Long-term tokens by id. */
  readonly tokens: ReadonlyMap<string, ApiToken>;
  readonly isRotationEnabled: boolean;
  readonly nextRotationAt: number | undefined;
}

/** Reads versions' values; a value never changes, so each is read once. */
export class ValueReader {
  readonly #api: Click2MailApi;
  readonly #read = new Map<string, string | undefined>();

  constructor(api: Click2MailApi) {
    this.#api = api;
  }

  /** The token in a value, by what the API says the value is. */
  tokenIdIn(value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    if (!this.#read.has(value)) this.#read.set(value, this.#api.idOf(accessTokenIn(value)));
    return this.#read.get(value);
  }
}

function accessTokenIn(value: string): string {
  try {
    return String((JSON.parse(value) as Record<string, unknown>)['access_token']);
  } catch {
    return '';
  }
}

export function observe(
  now: number,
  { versions: shown, rotation }: ShownSecret,
  tokens: ReadonlyMap<string, ApiToken>,
  reader: ValueReader,
): Observed {
  const versions = shown.map(({ versionId: id, labels, createdAt, secretString }) => ({
    id,
    labels,
    createdAt,
    hasValue: secretString !== undefined,
    tokenId: reader.tokenIdIn(secretString),
  }));
  const current = versions.find(({ labels }) => labels.includes('AWSCURRENT'));
  const pending = versions.find((version) => version !== current && version.labels.includes('AWSPENDING'));
  return {
    now,
    versions,
    current,
    pending,
    tokens,
    isRotationEnabled: rotation?.enabled ?? false,
    nextRotationAt: rotation?.nextRotationAt,
  };
}

/** When the version's latest due-label says that its token ends; undefined without one. */
export function dueAt({ id, labels }: ObservedVersion): number | undefined {
  const times = labels.flatMap((label) => {
    const [, kind, time = '', named] = /^click2mail:(due):(\d{8}T\d{6}Z):(.+)$/.exec(label) ?? [];
    return kind !== undefined && named === id ? [timeOf(time)] : [];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Every time that a label of the version speaks of. */
export function timesIn(labels: readonly string[]): number[] {
  return labels.flatMap((label) => {
    const [, time] = /^click2mail:[a-z-]+:(\d{8}T\d{6}Z):/.exec(label) ?? [];
    return time === undefined ? [] : [timeOf(time)];
  });
}

/** ISO 8601 basic, as `20260301T120000Z`. */
function timeOf(text: string): number {
  const digits = text.replaceAll(/[TZ]/g, '');
  const part = (from: number, length = 2): number => Number(digits.slice(from, from + length));
  return Date.UTC(part(0, 4), part(4) - 1, part(6), part(8), part(10), part(12));
}
