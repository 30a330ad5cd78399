import type { Promised } from '../checker/violation.ts';

/** A deliberate defect: one piece of the functions' source, put in another's place. */
export interface Mutant {
  readonly name: string;
  /** The promise that it breaks, in whatever scenario. */
  readonly breaks: readonly Promised[];
  readonly changes: readonly SourceChange[];
}

export interface SourceChange {
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly from: string;
  readonly to: string;
}

const change = (file: string, from: string, to: string): SourceChange => ({ file, from, to });

const WITH_BEARER = change(
  'rotation/rotation.ts',
  "import { revokeDue } from '../core/revocation.ts';",
  "import { revokeDue } from '../core/revocation.ts';\nimport { withBearer } from '../core/bearer.ts';",
);

/** What earlier drafts of the design, or a careless change, would do. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'on a failed Put the new token is revoked although it was stored',
    breaks: [5],
    changes: [change('core/issuing.ts', 'if (found?.token_id === token.token_id) return;', 'void found;')],
  },
  {
    name: 'one begun-label is shared by two attempts',
    breaks: [3, 5],
    changes: [
      change(
        'core/issuing.ts',
        'const label = begunLabel(clock(), attempt, versionId);',
        `const label = Object.values(ledger.versions).flat().find((one) => one.startsWith('click2mail:begun:') && one.endsWith(versionId)) ?? begunLabel(clock(), attempt, versionId);
  if (carries(ledger.versions, holder, label)) return { attempt, label, holder, versionId };`,
      ),
      change('core/issuing.ts', '  begunLabel,\n', '  begunLabel,\n  carries,\n'),
    ],
  },
  {
    name: "a retry reports and drops another attempt's begun-label",
    breaks: [3, 5],
    changes: [
      change(
        'core/issuing.ts',
        '  const begun = await begin(versionId, ledger, issuing);',
        `  for (const other of entries(ledger.versions, 'begun').filter((one) => one.versionId === versionId)) {
    issuing.log.unaccounted('another attempt began', { attempt: other.attempt });
    await ledger.remove(other.label, other.holder);
  }
  const begun = await begin(versionId, ledger, issuing);`,
      ),
      change('core/issuing.ts', '  begunLabel,\n', '  begunLabel,\n  entries,\n'),
    ],
  },
  {
    name: 'testSecret revokes a copy of the current token',
    breaks: [1],
    changes: [
      WITH_BEARER,
      change('rotation/rotation.ts', '  if (!isStored(ledger.versions, versionId)) return;\n', ''),
      change(
        'rotation/rotation.ts',
        '  if (current?.token_id === token.token_id) return;',
        '  void current;\n  await withBearer(rotation, (bearer) => rotation.api.revoke(token.token_id, bearer));',
      ),
    ],
  },
  {
    name: 'testSecret revokes while another invocation promotes',
    breaks: [1, 5],
    changes: [
      WITH_BEARER,
      change(
        'rotation/rotation.ts',
        '  await ledger.release(versionId, { holdsToken: true });',
        '  await withBearer(rotation, (bearer) => rotation.api.revoke(token.token_id, bearer));\n  await ledger.release(versionId, { holdsToken: true });',
      ),
    ],
  },
  {
    name: 'AWSPENDING is taken off after the stored-label',
    breaks: [3],
    changes: [
      change(
        'core/ledger.ts',
        '    if (holdsToken) await this.giveUp(versionId);\n    await this.remove(PENDING, versionId);',
        '    await this.remove(storedLabel(versionId), versionId);\n    await this.remove(PENDING, versionId);\n    if (holdsToken) await this.giveUp(versionId);',
      ),
    ],
  },
  {
    name: 'a foreign value under AWSPENDING is never released',
    breaks: [6],
    changes: [
      change('core/issuing.ts', '  await ledger.release(versionId, { holdsToken: false });\n', ''),
      change(
        'core/release.ts',
        '  await ledger.release',
        '  if (await mayHoldToken(versionId, secret)) await ledger.release',
      ),
    ],
  },
  {
    name: 'the due-label is written before the move and left to go stale',
    breaks: [2],
    changes: [
      change(
        'rotation/rotation.ts',
        '  const holders = await prepareSuccession(current, ledger, new VersionValues(rotation.secret), rotation);',
        `  void [prepareSuccession, VersionValues];
  const isUndated = isStored(ledger.versions, current) && dueTime(ledger.versions, current) === undefined;
  if (isUndated) await ledger.supersede(current, rotation.graceSeconds);
  const holders: string[] = [];`,
      ),
      change('rotation/rotation.ts', '  currentVersion,\n', '  currentVersion,\n  dueTime,\n'),
    ],
  },
  {
    name: 'the earliest due-label counts instead of the latest',
    breaks: [2],
    changes: [
      change('core/version-labels.ts', 'Math.max(...found', 'Math.min(...found'),
      change('core/ledger-rules.ts', 'other.time - one.time', 'one.time - other.time'),
    ],
  },
  {
    name: 'the current version gets no stored-label before the move',
    breaks: [3],
    changes: [
      change(
        'core/succession.ts',
        '(holders.includes(current) ? ledger.accept(current) : ledger.clearEnd(current))',
        'ledger.clearEnd(current)',
      ),
    ],
  },
  {
    name: 'the sweep revokes on what it read before, not on what it reads again',
    breaks: [1, 5],
    changes: [
      change('core/revocation.ts', '  const { versions } = await ledger.refresh();', '  const { versions } = ledger;'),
    ],
  },
  {
    name: 'POST long is sent again when no answer came',
    breaks: [3, 5],
    changes: [change('clients/click2mail-auth.ts', "('never' as const) : false", 'true : true')],
  },
  {
    name: 'one refusal is enough to call a token gone already',
    breaks: [3],
    changes: [change('core/revocation.ts', 'isAcceptedAtLast(token, run)', 'isAcceptedAtLast(token, run, 1)')],
  },
  {
    name: 'a token that could not be stored is forgotten',
    breaks: [3, 5],
    changes: [
      change(
        'core/issuing.ts',
        'const wasKnown = await withBearer(issuing, (bearer) => issuing.api.revoke(tokenId, bearer));',
        'const wasKnown: boolean = true; void [withBearer, tokenId];',
      ),
    ],
  },
  {
    name: 'a begun-label on another version goes with the labels of the version that it names',
    breaks: [3, 5],
    changes: [
      change(
        'core/ledger.ts',
        '    await this.#removeAll(ownLabels(this.#versions, versionId), versionId);\n',
        `    for (const [holder, labels] of Object.entries(this.#versions)) {
      await this.#removeAll(labels.filter((label) => label.endsWith(\`:\${versionId}\`)), holder);
    }
`,
      ),
    ],
  },
  {
    name: 'a given-up version is due at once',
    breaks: [1, 5],
    changes: [
      change('core/ledger.ts', 'this.#clock() + Math.max(waitSeconds * 1000, SHORTEST_DUE_MS)', 'this.#clock() - 1000'),
    ],
  },
  {
    name: 'pending-since labels are never cleaned',
    breaks: [6],
    changes: [
      change(
        'core/ledger-rules.ts',
        "return entries(versions, 'pending-since').filter((entry) => entry.versionId !== versionId);",
        "return entries(versions, 'pending-since').filter((entry) => entry.versionId !== versionId && false);",
      ),
    ],
  },
  {
    name: "the token of a hand-made copy is revoked inside the copy's grace",
    breaks: [2],
    changes: [
      change(
        'core/token-use.ts',
        'if (!isInFront && !(isOwed && (endTime(versions, versionId) ?? Infinity) > now)) continue;',
        'if (!isInFront) continue;\n    void [endTime, now];',
      ),
    ],
  },
  {
    name: 'the sweep switches a cancelled rotation on again',
    breaks: [6],
    changes: [
      change('core/ledger-rules.ts', '!need.rotationEnabled || pendingVersion', 'pendingVersion'),
      change('core/ledger-rules.ts', '(need.nextRotationAt ?? Infinity) < now', '(need.nextRotationAt ?? 0) < now'),
    ],
  },
  {
    name: 'finishSecret promotes an empty version',
    breaks: [1],
    changes: [
      change(
        'rotation/rotation.ts',
        'if (!isStored(ledger.versions, versionId) || current === undefined)',
        'if (current === undefined)',
      ),
    ],
  },
  {
    name: 'revoke-now revokes before the successor is current',
    breaks: [1],
    changes: [change('revoke-superseded-tokens/revoke-now.ts', 'evenWithoutSuccessor && isCurrent ?', 'isCurrent ?')],
  },
  {
    name: 'revoke-now says that it is done before there is a successor',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-order.ts',
        'if (current === undefined || current === versionId) return false;',
        'if (current === undefined || current === versionId) return true;',
      ),
      change('revoke-superseded-tokens/revoke-now.ts', ' || isLeft(ordered, ledger);', ';'),
    ],
  },
  {
    name: 'an order calls a token revoked that cannot be revoked',
    breaks: ['revoke-now'],
    changes: [
      change('revoke-superseded-tokens/revoke-now.ts', '!isOpen && unaccounted.length === 0;', '!isOpen;'),
      change('revoke-superseded-tokens/revoke-now.ts', '  if (unaccounted.length > 0) return', '  if (isOpen) return'),
    ],
  },
  {
    name: 'the superseded token is revoked before the promotion',
    breaks: [1],
    changes: [
      WITH_BEARER,
      change(
        'rotation/rotation.ts',
        '  await ledger.promote(versionId, current);',
        `  const before = await readToken(rotation.secret, { versionId: current });
  if (rotation.graceSeconds === 0 && before !== undefined) await withBearer(rotation, (bearer) => rotation.api.revoke(before.token_id, bearer));
  await ledger.promote(versionId, current);`,
      ),
    ],
  },
  {
    name: '401 on revoke is taken for success',
    breaks: [3],
    changes: [
      change(
        'clients/click2mail-auth.ts',
        'if (isSuccess(answer)) return true;',
        'if (isSuccess(answer) || answer.status === 401) return true;',
      ),
    ],
  },
  {
    name: 'the grace is counted from before the move',
    breaks: [2],
    changes: [
      change(
        'rotation/rotation.ts',
        '  const holders = await prepareSuccession',
        '  const began = rotation.clock();\n  const holders = await prepareSuccession',
      ),
      change(
        'rotation/rotation.ts',
        'await ledger.supersede(holder, rotation.graceSeconds);',
        'await ledger.supersede(holder, rotation.graceSeconds - (rotation.clock() - began) / 1000);',
      ),
    ],
  },
  {
    name: 'an order to revoke is closed while what was superseded is not due yet',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-order.ts',
        'if (isGivenUp || (await isInVain(order, secret, clock()))) await',
        'void isGivenUp;\n    if (dueVersions(ledger.versions, clock()).length === 0) await',
      ),
      change('revoke-superseded-tokens/revoke-now.ts', 'if (isAgain || ended', 'if (isAgain || true || ended'),
    ],
  },
  {
    name: 'a token is asked for before its begun-label is written',
    breaks: [5],
    changes: [change('core/issuing.ts', '  await ledger.add(label, holder);', '  void ledger.add(label, holder);')],
  },
  {
    name: 'a version that cannot be read answers for what somebody wrote by hand',
    breaks: [3],
    changes: [change('core/succession.ts', 'isAnsweredFor ||= isHolder;', 'isAnsweredFor = holders.length > 0;')],
  },
  {
    name: 'an order to revoke is closed because its version could not be read just now',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-order.ts',
        'error.isAbsent || now - time >= UNREADABLE_FOR_GOOD_MS',
        'error.isAbsent || now >= time',
      ),
    ],
  },
  {
    name: 'an order to revoke is closed while its version is under AWSPENDING',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-order.ts',
        'if (isGivenUp || (await',
        'if (isGivenUp || pendingVersion(ledger.versions) === versionId || (await',
      ),
    ],
  },
  {
    name: 'the ordered version is left under AWSPENDING',
    breaks: ['revoke-now'],
    changes: [
      change(
        'core/ledger-rules.ts',
        'isNeeded ? Math.min(RELEASE_IN_NEED_MS, releaseAfterMs) : releaseAfterMs',
        'isNeeded ? releaseAfterMs : releaseAfterMs',
      ),
      change(
        'core/ledger-rules.ts',
        'versionId !== undefined && isSpent(versions, versionId)',
        'versionId !== undefined && givenUpTime(versions, versionId) !== undefined',
      ),
    ],
  },
  {
    name: 'an order that is open stands for one that is given for its successor',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-now.ts',
        '  if (openOrders(ledger.versions).some((order) => order.versionId === versionId)) return true;',
        '  if (openOrders(ledger.versions).some((order) => order.versionId !== undefined)) return true;',
      ),
    ],
  },
  {
    name: 'a version whose token another one carries stays due for ever',
    breaks: [6],
    changes: [
      change('core/revocation.ts', "if (verdict === 'leave to other') await ledger.leaveToOther(versionId);", ''),
    ],
  },
  {
    name: 'an order to revoke is not answered when no bearer is to be had',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-by-id.ts',
        "log.warn('The token was not revoked', { ...token, error });",
        'throw error;',
      ),
    ],
  },
  {
    name: 'the sweep takes off the due-label that an order to revoke is putting in the place of a later one',
    breaks: [3],
    changes: [
      change('core/ledger-rules.ts', 'isOrderOpen ? [] : ownEntries', 'isOrderOpen && false ? [] : ownEntries'),
    ],
  },
  {
    name: 'an order that is delivered twice gives the successor up',
    breaks: [1],
    changes: [
      change(
        'revoke-superseded-tokens/ordered-version.ts',
        'if (tokenId === undefined && token !== undefined) {',
        'if (tokenId !== undefined && token !== undefined) {',
      ),
      change('revoke-superseded-tokens/ordered-version.ts', '< FRESH_MS', '< 0 * FRESH_MS'),
    ],
  },
  {
    name: 'an order to revoke switches a cancelled rotation on again',
    breaks: [6],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-order.ts',
        'if (!rotationEnabled) throw',
        'if (!rotationEnabled && false) throw',
      ),
    ],
  },
  {
    name: 'a begun-label goes before its token is reported',
    breaks: [3, 5],
    changes: [
      change(
        'revoke-superseded-tokens/sweep.ts',
        "    log.unaccounted('it may",
        "    await ledger.remove(label, holder);\n    log.unaccounted('it may",
      ),
      change(
        'revoke-superseded-tokens/sweep.ts',
        'begunAt: new Date(time).toISOString(),\n    });\n    await ledger.remove(label, holder);',
        'begunAt: new Date(time).toISOString(),\n    });',
      ),
    ],
  },
  {
    name: 'an order hastens what is given up',
    breaks: [1],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-order.ts',
        '(dueTime(versions, versionId) ?? Infinity) <= latest,',
        '((dueTime(versions, versionId) ?? Infinity) <= latest || givenUpTime(versions, versionId) !== undefined),',
      ),
    ],
  },
  {
    name: 'a version that was superseded is called given up',
    breaks: [2],
    changes: [
      change(
        'core/ledger-rules.ts',
        '    dueTime(versions, versionId) === undefined\n',
        '    endTime(versions, versionId) === undefined\n',
      ),
    ],
  },
  {
    name: 'a rotation takes a version that is to be revoked',
    breaks: [1],
    changes: [change('rotation/rotation.ts', 'if (!isSpent(versions, versionId)) return;', 'return void isSpent;')],
  },
  {
    name: 'one version that cannot be read stops the others',
    breaks: [3],
    changes: [change('core/revocation.ts', 'unread.push(error);', 'throw error;')],
  },
  {
    name: 'a current version that cannot be read is taken for one that holds nothing',
    breaks: [1],
    changes: [
      change('core/token-use.ts', 'if (isInFront || !(error', 'if (!(error'),
      change('core/token-use.ts', '      hindrance = error;\n', '      if (!isInFront) hindrance = error;\n'),
    ],
  },
  {
    name: 'a version in grace that cannot be read is taken for one that holds nothing',
    breaks: [2],
    changes: [change('core/token-use.ts', 'if (hindrance !== undefined && !isHastened) throw hindrance;', '')],
  },
  {
    name: 'the check for what is in use looks at our JSON alone',
    breaks: [1],
    changes: [
      change(
        'core/token-in-value.ts',
        'return textsIn(value).some(',
        'return ours !== undefined && textsIn(value).some(',
      ),
    ],
  },
  {
    name: 'what a hand-written value held gets no grace',
    breaks: [2],
    changes: [change('core/succession.ts', 'if (isHolder || other', 'if (isHolder && other')],
  },
  {
    name: 'what somebody wrote by hand stays current',
    breaks: [6],
    changes: [change('core/ledger-rules.ts', 'need.isOrdered || need.isTokenGone ||', 'need.isOrdered ||')],
  },
  {
    name: 'a release takes a label before it frees any',
    breaks: [6],
    changes: [
      change(
        'core/ledger.ts',
        '    for (const { label, holder } of attempts) await this.remove(label, holder);\n    const isRoomNeeded = holdsToken && freeLabels(this.#versions) === 0;\n',
        '    void [attempts, freeLabels];\n    const isRoomNeeded = false;\n',
      ),
    ],
  },
  {
    name: 'an unnamed order replaces the token that the same order brought about',
    breaks: ['revoke-now'],
    changes: [change('revoke-superseded-tokens/ordered-version.ts', '< FRESH_MS', '< 0 * FRESH_MS')],
  },
  {
    name: 'the begun-label of a token without an id is taken off',
    breaks: [3, 5],
    changes: [
      change('core/issuing.ts', '!error.mayHaveIssued', '(!error.mayHaveIssued || error instanceof TokenNotRevocable)'),
    ],
  },
  {
    name: 'a token that is seconds old is given up at the first 401',
    breaks: [1, 6],
    changes: [
      change(
        'clients/click2mail-auth.ts',
        'refusesToken(answer) && fresh.has(token);',
        'false && fresh.has(token) && refusesToken(answer);',
      ),
    ],
  },
  {
    name: 'a 408 is taken for a refusal',
    breaks: [3, 5],
    changes: [
      change(
        'clients/api-outcome.ts',
        'status !== 408 && parseErrorCode(body) !== undefined',
        '(status === 408 || parseErrorCode(body) !== undefined)',
      ),
    ],
  },
  {
    name: 'a token counts as expired five minutes before it is',
    breaks: [3],
    changes: [change('core/token-secret.ts', ' + CLOCKS_DIFFER_MS <= now', ' - CLOCKS_DIFFER_MS <= now')],
  },
  {
    name: "the shorter of a token's two expiries has its labels dropped",
    breaks: [3],
    changes: [
      change('core/token-secret.ts', 'Math.max(Date.parse(expires_at), Date', 'Math.min(Date.parse(expires_at), Date'),
    ],
  },
  {
    name: "the vendor's kept tokens are told by their scopes alone",
    breaks: ['vending'],
    changes: [
      change(
        'vend-short-term-token/narrowings.ts',
        'JSON.stringify([profile.client, scopes])',
        'JSON.stringify(scopes)',
      ),
    ],
  },
  {
    name: 'a kept token is handed out after it expired',
    breaks: ['vending'],
    changes: [
      change(
        'vend-short-term-token/vending.ts',
        'return left > 0 && left >= minimumLifetimeSeconds * 1000;',
        'return left <= 0 || left >= minimumLifetimeSeconds * 1000;',
      ),
    ],
  },
  {
    name: 'a kept token is handed out with less life than was asked for',
    breaks: ['vending'],
    changes: [
      change('vend-short-term-token/vending.ts', 'left > 0 && left >= minimumLifetimeSeconds * 1000', 'left > 0'),
      change('vend-short-term-token/vending.ts', '{ minimumLifetimeSeconds }: VendRequest', '_request: VendRequest'),
    ],
  },
  {
    name: 'the secret is read again before every exchange',
    breaks: ['vending'],
    changes: [
      change(
        'vend-short-term-token/exchanging.ts',
        'await exchanging.secrets.of(client)',
        'await exchanging.secrets.readAnew(client)',
      ),
    ],
  },
  {
    name: 'a secret whose token is refused is not read again',
    breaks: ['vending'],
    changes: [
      change(
        'vend-short-term-token/exchanging.ts',
        'if (!(error instanceof TokenRefused) || error.status !== 401) throw error;',
        'throw error;',
      ),
    ],
  },
  {
    name: 'a token that was refused to a consumer is handed out to it again',
    breaks: ['vending'],
    changes: [
      change(
        'vend-short-term-token/vending.ts',
        '    this.#kept.delete(key);\n  }\n\n  #goodEnough',
        '  }\n\n  #goodEnough',
      ),
    ],
  },
  {
    name: 'a consumer gets the scopes that it asks for, whatever its profile says',
    breaks: ['vending'],
    changes: [
      change('vend-short-term-token/vend-request.ts', 'refused.length > 0 || asked.length === 0', 'asked.length === 0'),
    ],
  },
  {
    name: 'a failing API is told of although a kept token is good enough',
    breaks: ['vending'],
    changes: [
      change(
        'vend-short-term-token/vending.ts',
        'stillGood !== undefined && error',
        'stillGood === undefined && error',
      ),
      change('vend-short-term-token/vending.ts', "return vended(stillGood, 'kept');", 'throw error;'),
    ],
  },
  {
    name: 'a secret without a token is no failure that is known',
    breaks: ['vending'],
    changes: [change('vend-short-term-token/kept-secrets.ts', 'throw new NotBootstrapped(', 'throw new TypeError(')],
  },
  {
    name: "a vend's record holds the token",
    breaks: [7],
    changes: [
      change(
        'vend-short-term-token/usage-record.ts',
        'tokenId: token.token_id,',
        'tokenId: token.token_id,\n    token,',
      ),
    ],
  },
  {
    name: 'the log carries the token that was stored',
    breaks: [7],
    changes: [change('core/issuing.ts', 'expiresAt: token.expires_at });', 'expiresAt: token.expires_at, token });')],
  },
  {
    name: 'the log names a token by its beginning',
    breaks: [7],
    changes: [
      change(
        'rotation/rotation.ts',
        "log.info('The token works', { versionId, tokenId: token.token_id, client });",
        "log.info('The token works', { versionId, token: token.access_token.slice(0, 24), client });",
      ),
    ],
  },
  {
    name: 'an error quotes what the API answered',
    breaks: [7],
    changes: [
      change(
        'clients/click2mail-auth.ts',
        "    throw new TokenNotRevocable(\n      '",
        '    throw new TokenNotRevocable(\n      `',
      ),
      change(
        'clients/click2mail-auth.ts',
        "It is not used; ask Click2Mail why.',",
        'It is not used; ask Click2Mail why. ${JSON.stringify(token)}`,',
      ),
    ],
  },
  {
    name: 'an error carries the request, with the bearer in its header',
    breaks: [7],
    changes: [
      change(
        'clients/click2mail-auth.ts',
        "throw failureOf(answer, 'revoke a token', asking);",
        "throw Object.assign(failureOf(answer, 'revoke a token', asking), { request, bearer });",
      ),
    ],
  },
  {
    name: "an error has the HTTP client's for its cause, with the assertion in its body",
    breaks: [7],
    changes: [
      change(
        'clients/patient-request.ts',
        '      throw new TokenApiUnavailable(`',
        '      throw Object.assign(new TokenApiUnavailable(`',
      ),
      change(
        'clients/patient-request.ts',
        '        mayHaveIssued: mayHaveIssued(deed, outcome.mayHaveArrived),\n      });',
        '        mayHaveIssued: mayHaveIssued(deed, outcome.mayHaveArrived),\n      }), { cause: outcome });',
      ),
      change(
        'clients/patient-request.ts',
        'await (patience.post ?? post)(baseUrl, { ...request, timeoutMs });',
        `await (patience.post ?? post)(baseUrl, { ...request, timeoutMs }).catch((error: unknown) => {
    throw Object.assign(error as Error, { options: { ...request } });
  });`,
      ),
    ],
  },
  {
    name: 'a dead token is not replaced',
    breaks: [1],
    changes: [
      change(
        'core/ledger-rules.ts',
        'return isDead || need.isOrdered',
        'return (isDead && need.isOrdered) || need.isOrdered',
      ),
    ],
  },
  {
    name: 'what is pending keeps those waiting whose token is dead',
    breaks: [1],
    changes: [
      change(
        'core/ledger-rules.ts',
        "'revoke-now').length > 0 || deadSince(versions) !== undefined;",
        "'revoke-now').length > 0;",
      ),
    ],
  },
];
