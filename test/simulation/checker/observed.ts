import type { ShownSecret } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import type { OddApi, TrueToken } from '../world/odd-api.ts';

export interface ObservedVersion {
  readonly id: string;
  readonly labels: readonly string[];
  readonly createdAt: number;
  readonly hasValue: boolean;
  /** Id of the token in the version's value, if the API ever issued such a token. */
  readonly tokenId: string | undefined;
  /** Whether the value is what the functions write. */
  readonly isOurs: boolean;
  /** Whether the functions cannot decrypt it. */
  readonly isUnreadable: boolean;
}

/** Everything of one client that the promises speak of, as the services themselves know it. */
export interface Observed {
  readonly now: number;
  readonly versions: readonly ObservedVersion[];
  readonly current: ObservedVersion | undefined;
  /** The version under AWSPENDING, unless it is the current one. */
  readonly pending: ObservedVersion | undefined;
  /** Long-term tokens by id. */
  readonly tokens: ReadonlyMap<string, TrueToken>;
  readonly isRotationEnabled: boolean;
  readonly nextRotationAt: number | undefined;
}

/** What a version's value says. */
type ReadValue = Pick<ObservedVersion, 'hasValue' | 'tokenId' | 'isOurs'>;

const NO_VALUE: ReadValue = { hasValue: false, tokenId: undefined, isOurs: false };

/** Reads versions' values; a value never changes, so each is read once. */
export class ValueReader {
  readonly #api: OddApi;
  readonly #read = new Map<string, ReadValue>();

  constructor(api: OddApi) {
    this.#api = api;
  }

  /** The token in a value is told by what the API says the value is. */
  read(value: string | undefined): ReadValue {
    if (value === undefined) return NO_VALUE;
    const known = this.#read.get(value);
    if (known !== undefined) return known;
    const read = { hasValue: true, tokenId: this.#api.idOf(accessTokenIn(value) ?? ''), isOurs: isOurs(value) };
    this.#read.set(value, read);
    return read;
  }
}

/** The token in a value, in whatever form somebody wrote it: the API's tokens are told by how they begin. */
export function accessTokenIn(value: string): string | undefined {
  return /(?<![\w-])lt_[\w-]+/.exec(value)?.[0];
}

/** Whether a value is what the functions write. */
function isOurs(value: string): boolean {
  try {
    const fields = Object.keys(JSON.parse(value) as object);
    return ['client_id', 'access_token', 'token_id', 'expires_at'].every((field) => fields.includes(field));
  } catch {
    return false;
  }
}

export function observe(
  now: number,
  { versions: shown, rotation }: ShownSecret,
  tokens: ReadonlyMap<string, TrueToken>,
  { reader, unreadable }: { readonly reader: ValueReader; readonly unreadable: ReadonlySet<string> },
): Observed {
  const versions = shown.map(({ versionId: id, labels, createdAt, secretString }) => ({
    id,
    labels,
    createdAt,
    ...reader.read(secretString),
    isUnreadable: unreadable.has(id),
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

/**
 * When the version's labels say that its token ends; undefined without one. Of several due-labels the latest counts,
 * and any of them before a given-up-label.
 */
export function endsAt({ id, labels }: ObservedVersion): number | undefined {
  for (const kind of ['due', 'given-up']) {
    const times = labels.flatMap((label) => {
      const [, found, time = '', named] = /^click2mail:(due|given-up):(\d{8}T\d{6}Z):(.+)$/.exec(label) ?? [];
      return found === kind && named === id ? [timeOf(time)] : [];
    });
    if (times.length > 0) return Math.max(...times);
  }
  return undefined;
}

/** Whether the version may hold a token that must live: it is current or pending, or its time is still to come. */
export function isInUse(version: ObservedVersion, { current, pending, now }: Observed): boolean {
  if (version === current || version === pending) return true;
  const isTracked = version.labels.some((label) => label.startsWith('click2mail:') && label.endsWith(version.id));
  return isTracked && (endsAt(version) ?? Infinity) > now;
}

/** Whether the version was superseded and its token still has its grace. */
export function isInGrace(version: ObservedVersion, { current, pending, now }: Observed): boolean {
  const isDated = version.labels.some((label) => label.startsWith('click2mail:due:'));
  return version !== current && version !== pending && isDated && (endsAt(version) ?? now) > now;
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
