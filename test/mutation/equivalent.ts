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
  {
    file: 'functions/clients/retry-policy.ts',
    line: 'if (status !== undefined && status < 500 && status !== 408 && status !== 429) return false;',
    original: 'status !== undefined',
    replacement: 'true',
    why: 'undefined is not below 500',
  },
  {
    file: 'functions/clients/api-outcome.ts',
    line: "const apiCode = parseErrorCode(answer.body) ?? '';",
    original: "''",
    replacement: '"Stryker was here!"',
    why: 'a refusal always has a code',
  },
  {
    file: 'functions/clients/api-outcome.ts',
    line: "const date = Date.parse(answer.header('date') ?? '');",
    original: "''",
    replacement: '"Stryker was here!"',
    why: 'neither is a date',
  },
  {
    file: 'functions/clients/fresh-tokens.ts',
    line: 'return since !== undefined && this.#clock() - since < FRESH_MS;',
    original: 'since !== undefined',
    replacement: 'true',
    why: 'the difference to nothing is below no number',
  },
  {
    file: 'functions/clients/token-answer.ts',
    line: "return typeof value === 'string' && /^\\s*\\d+(?:\\.\\d*)?\\s*$/.test(value) ? Math.floor(Number(value)) : NaN;",
    original: '/^\\s*\\d+(?:\\.\\d*)?\\s*$/',
    replacement: '/^\\s*\\d+(?:\\.\\d*)?\\s*/',
    why: 'what has more behind it is no number either',
  },
  {
    file: 'functions/core/token-secret.ts',
    line: "return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)",
    original: "typeof parsed === 'object'",
    replacement: 'true',
    why: 'a text, a number and a truth value have none of the fields',
  },
  {
    file: 'functions/revoke-superseded-tokens/revoke-now.ts',
    line: "if (ordered === undefined || isGivenUpForGood) return revokeById(order.tokenId ?? '', ledger, revoking);",
    original: "''",
    replacement: '"Stryker was here!"',
    why: 'only an order that names a token comes here',
  },
  {
    file: 'functions/revoke-superseded-tokens/revoke-now.ts',
    line: "const current_token_id = fresh.tokenId ?? '';",
    original: "''",
    replacement: '"Stryker was here!"',
    why: 'a fresh version holds a token',
  },
  {
    file: 'functions/revoke-superseded-tokens/revoke-now.ts',
    line: 'if (await isSuperseded()) return undefined;',
    original: 'await isSuperseded()',
    replacement: 'false',
    why: 'whoever asks for a rotation looks for the successor once more',
  },
  {
    file: 'functions/revoke-superseded-tokens/revoke-by-id.ts',
    line: 'return token !== undefined && isAccepted(token, api);',
    original: 'token !== undefined',
    replacement: 'true',
    why: 'the version was found by the token that it holds',
  },
  {
    file: 'functions/revoke-superseded-tokens/revoke-by-id.ts',
    line: "return answer({ outcome: 'revoked' }, { revoked: [{ versionId: '', tokenId }], failed: [] });",
    original: "''",
    replacement: '"Stryker was here!"',
    why: 'an answer names no versions',
  },
  {
    file: 'functions/revoke-superseded-tokens/revoke-by-id.ts',
    line: "const failed = [{ versionId: '', tokenId, error }];",
    original: "''",
    replacement: '"Stryker was here!"',
    why: 'an answer names no versions',
  },
  {
    file: 'functions/core/version-labels.ts',
    line: "const [, found, written = '', attempt, versionId = ''] = ENTRY.exec(label) ?? [];",
    original: "''",
    replacement: '"Stryker was here!"',
    why: 'what is no such label names no kind',
  },
  {
    file: 'functions/core/version-labels.ts',
    line: "const [, found, written = '', attempt, versionId = ''] = ENTRY.exec(label) ?? [];",
    original: '[]',
    replacement: '["Stryker was here"]',
    why: 'what is no such label names no kind',
  },
  {
    file: 'functions/core/version-labels.ts',
    line: 'return versionId === undefined || carries(versions, versionId, CURRENT) ? undefined : versionId;',
    original: 'versionId === undefined',
    replacement: 'false',
    why: 'no version, or undefined: the answer is the same',
  },
  {
    file: 'functions/core/version-labels.ts',
    line: 'const parts = /^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/.exec(text);',
    original: '/^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/',
    replacement: '/(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/',
    why: 'the pattern of a whole label lets nothing else through',
  },
  {
    file: 'functions/core/version-labels.ts',
    line: 'const parts = /^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/.exec(text);',
    original: '/^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/',
    replacement: '/^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z/',
    why: 'the pattern of a whole label lets nothing else through',
  },
  {
    file: 'functions/core/ledger-rules.ts',
    line: 'return versionId !== undefined && givenUpTime(versions, versionId) !== undefined ? versionId : undefined;',
    original: 'versionId !== undefined',
    replacement: 'true',
    why: 'no version was given up, and the answer is the same',
  },
  {
    file: 'functions/revoke-superseded-tokens/sweep-all.ts',
    line: 'while (waiting.length > 0 && remainingMs() > TIME_FOR_ONE_MS) {',
    original: 'waiting.length > 0',
    replacement: 'true',
    why: 'the next line ends where no client is left',
  },
  {
    file: 'functions/revoke-superseded-tokens/sweep-all.ts',
    line: 'while (waiting.length > 0 && remainingMs() > TIME_FOR_ONE_MS) {',
    original: 'waiting.length > 0',
    replacement: 'waiting.length >= 0',
    why: 'the next line ends where no client is left',
  },
  {
    file: 'functions/revoke-superseded-tokens/sweep-all.ts',
    line: 'if (client === undefined) return;',
    original: 'client === undefined',
    replacement: 'false',
    why: 'the line before lets nobody in where no client is left',
  },
];
