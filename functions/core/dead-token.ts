/**
 * Rule 7, as pure functions of the labels and a clock: when the issuer is asked whether the current token works, and
 * what hangs on its having said no. Times are epoch milliseconds.
 */
import { currentVersion, entries, type LedgerEntry, ownEntries, type VersionStages } from './version-labels.ts';

export interface Asking {
  /** 0: never. */
  readonly checkEverySeconds: number;
  readonly sweepEverySeconds: number;
}

/** The schedule is not on time to the second: rather asked twice in a while than not at all. */
const JITTER_SECONDS = 60;

/**
 * Whether a sweep asks about a client's token. Clients are spread over the interval by their names, and nothing has to
 * be remembered from run to run.
 * @param eventTime of the schedule's event, not of the run: a late run is the same run
 */
export function isQuestionDue(
  client: string,
  eventTime: number,
  { checkEverySeconds, sweepEverySeconds }: Asking,
): boolean {
  if (checkEverySeconds === 0) return false;
  const phase = (Math.floor(eventTime / 1000) + spreadOf(client)) % checkEverySeconds;
  return phase < sweepEverySeconds + JITTER_SECONDS;
}

/** Some number, always the same one for a name, and far from that of a similar name: FNV-1a. */
const spreadOf = (name: string): number =>
  Array.from(name, (letter) => letter.charCodeAt(0)).reduce(
    (hash, code) => Math.imul(hash ^ code, 16_777_619) >>> 0,
    2_166_136_261,
  );

/** Since when the current token is known to be dead. */
export function deadSince(versions: VersionStages): number | undefined {
  const current = currentVersion(versions);
  const found = current === undefined ? [] : ownEntries(versions, 'dead', current);
  return found.length === 0 ? undefined : Math.min(...found.map(({ time }) => time));
}

/** What says of a version that its token is dead, and the version is not current any more. */
export function staleDead(versions: VersionStages): LedgerEntry[] {
  const current = currentVersion(versions);
  return entries(versions, 'dead').filter(({ holder, versionId }) => holder !== versionId || holder !== current);
}

/** A sweep that finds the token dead notes within this time what is pending. */
const SAME_SWEEP_MS = 60_000;

/** Whether what was released had been pending when the token was found dead: its successor has not been tried yet. */
export function wasPendingBefore(dead: number | undefined, pendingSince: number): boolean {
  return dead !== undefined && pendingSince <= dead + SAME_SWEEP_MS;
}
