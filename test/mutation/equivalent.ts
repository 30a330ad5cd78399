/** A mutant that no test can kill, because it does the same. */
export interface Equivalent {
  readonly file: string;
  /** The line that it is on, without what surrounds it. */
  readonly line: string;
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'functions/core/ledger-rules.ts',
    line: "const due = isOrderOpen ? [] : ownEntries(versions, 'due', versionId);",
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'of one label, all but the latest are none',
  },
  {
    file: 'functions/core/ledger-rules.ts',
    line: 'const time = givenUpTime(versions, versionId) ?? -Infinity;',
    original: '-Infinity',
    replacement: '+Infinity',
    why: 'neither lies within the hour and a half that is asked for',
  },
  {
    file: 'functions/vend-short-term-token/narrowings.ts',
    line: 'const live = new Set([...(this.#keys.get(consumer) ?? [])].filter(isLive));',
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'there is no token for that list, so it does not count',
  },
  {
    file: 'functions/vend-short-term-token/vending.ts',
    line: 'const isWaiting = this.#underWay.has(wanted.key) || this.#backOffs.secondsLeft(consumer, wanted.key) > 0;',
    original: 'this.#backOffs.secondsLeft(consumer, wanted.key) > 0',
    replacement: 'false',
    why: 'the refresh asks nothing while it backs off, and the kept token is handed out then too',
  },
  {
    file: 'functions/vend-short-term-token/vending.ts',
    line: 'const fraction = REFRESH_FRACTION + JITTER * (random() - 0.5);',
    original: 'REFRESH_FRACTION + JITTER * (random() - 0.5)',
    replacement: 'REFRESH_FRACTION - JITTER * (random() - 0.5)',
    why: 'a random number is above a half as often as below',
  },
];
