import type { Promised } from './checker/violation.ts';

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

/** The ordered version itself is not looked at when an order is closed. */
const NOTHING_LEFT_BUT_SUPERSEDED = change(
  'revoke-superseded-tokens/revoke-order.ts',
  ' || isTracked(versions, versionId);',
  ';',
);

const LEFT_IN_ROTATION = change(
  'revoke-superseded-tokens/revoke-order.ts',
  'for (const order of superseded) await takeOutOfRotation(order, ledger, revoking);',
  'void takeOutOfRotation;',
);

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
    issuing.log.error('A token is unaccounted for', { attempt: other.attempt });
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
        '  await ledger.giveUp(versionId);',
        '  await withBearer(rotation, (bearer) => rotation.api.revoke(token.token_id, bearer));\n  await ledger.giveUp(versionId);',
      ),
    ],
  },
  {
    name: 'AWSPENDING is taken off after the stored-label',
    breaks: [3],
    changes: [
      change(
        'core/ledger.ts',
        '    await this.add(dueLabel(this.#clock() + SHORTEST_DUE_MS, versionId), versionId);\n    await this.remove(PENDING, versionId);',
        '    await this.remove(storedLabel(versionId), versionId);\n    await this.remove(PENDING, versionId);\n    await this.add(dueLabel(this.#clock() + SHORTEST_DUE_MS, versionId), versionId);',
      ),
    ],
  },
  {
    name: 'a foreign value under AWSPENDING is never released',
    breaks: [6],
    changes: [
      change('core/issuing.ts', '  await ledger.release(versionId, { holdsToken: false });\n', ''),
      change('core/release.ts', '  await ledger.release', '  if (token !== undefined) await ledger.release'),
    ],
  },
  {
    name: 'the due-label is written before the move and left to go stale',
    breaks: [2],
    changes: [
      change(
        'rotation/rotation.ts',
        '  await (holdsToken ? ledger.accept(current) : ledger.clearDue(current));',
        `  if (holdsToken && !isStored(ledger.versions, current)) await ledger.add(storedLabel(current), current);
  if (holdsToken && dueTime(ledger.versions, current) === undefined) await ledger.supersede(current, rotation.graceSeconds);`,
      ),
      change(
        'rotation/rotation.ts',
        '    if (holdsToken) await ledger.supersede(current, rotation.graceSeconds);\n',
        '',
      ),
      change('rotation/rotation.ts', '  dueVersions,\n', '  dueTime,\n  dueVersions,\n'),
    ],
  },
  {
    name: 'the earliest due-label counts instead of the latest',
    breaks: [2],
    changes: [change('core/version-labels.ts', 'Math.max(...times)', 'Math.min(...times)')],
  },
  {
    name: 'the current version gets no stored-label before the move',
    breaks: [3],
    changes: [
      change(
        'rotation/rotation.ts',
        '(holdsToken ? ledger.accept(current) : ledger.clearDue(current))',
        'ledger.clearDue(current)',
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
    name: 'a token that could not be stored is forgotten',
    breaks: [3, 5],
    changes: [
      change(
        'core/issuing.ts',
        'await withBearer(issuing, (bearer) => issuing.api.revoke(tokenId, bearer));',
        'void [withBearer, tokenId];',
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
    changes: [change('core/ledger.ts', 'this.#clock() + SHORTEST_DUE_MS', 'this.#clock() - 1000')],
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
        'core/revocation.ts',
        '(isTracked(versions, versionId) && !due.has(versionId))',
        '(isTracked(versions, versionId) && due.has(versionId) && false)',
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
    changes: [
      change('revoke-superseded-tokens/revoke-now.ts', 'order.evenWithoutSuccessor && isCurrent ?', 'isCurrent ?'),
    ],
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
      NOTHING_LEFT_BUT_SUPERSEDED,
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
        '  const holdsToken = isStored(ledger.versions, current)',
        '  const began = rotation.clock();\n  const holdsToken = isStored(ledger.versions, current)',
      ),
      change(
        'rotation/rotation.ts',
        'await ledger.supersede(current, rotation.graceSeconds);',
        'await ledger.supersede(current, rotation.graceSeconds - (rotation.clock() - began) / 1000);',
      ),
    ],
  },
  {
    name: 'an order to revoke is closed while what was superseded is not due yet',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-order.ts',
        'if (isAnythingLeft(order, ledger.versions)) continue;',
        'if (dueVersions(ledger.versions, clock()).length > 0) continue;',
      ),
      change(
        'revoke-superseded-tokens/revoke-order.ts',
        'closeOrders(ledger: Ledger, { secret }: Revoking)',
        'closeOrders(ledger: Ledger, { secret, clock }: Revoking)',
      ),
      change(
        'revoke-superseded-tokens/revoke-now.ts',
        'if (isDone || isAgain ||',
        'if (isDone || isAgain || ended.failed.length === 0 ||',
      ),
    ],
  },
  {
    name: 'a token is asked for before its begun-label is written',
    breaks: [5],
    changes: [change('core/issuing.ts', '  await ledger.add(label, holder);', '  void ledger.add(label, holder);')],
  },
  {
    name: 'an order to revoke is closed while its version is under AWSPENDING',
    breaks: ['revoke-now'],
    changes: [NOTHING_LEFT_BUT_SUPERSEDED, LEFT_IN_ROTATION],
  },
  {
    name: 'the ordered version is left under AWSPENDING',
    breaks: ['revoke-now'],
    changes: [LEFT_IN_ROTATION],
  },
  {
    name: 'an order that is open stands for one that is given for its successor',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-now.ts',
        'openOrders(ledger.versions).find((order) => order.versionId === versionId)',
        'openOrders(ledger.versions).find((order) => order.versionId !== undefined)',
      ),
    ],
  },
  {
    name: 'a version whose token another one carries stays due for ever',
    breaks: [6],
    changes: [
      change('core/revocation.ts', "if (inUse.get(tokenId) === 'tracked') await ledger.leaveToOther(versionId);", ''),
    ],
  },
  {
    name: 'an order to revoke is not answered when no bearer is to be had',
    breaks: ['revoke-now'],
    changes: [
      change(
        'revoke-superseded-tokens/revoke-now.ts',
        "revoking.log.warn('The token was not revoked', { ...token, error });",
        'throw error;',
      ),
    ],
  },
  {
    name: 'the sweep takes off the due-label that an order to revoke is putting in the place of a later one',
    breaks: [3],
    changes: [change('core/ledger-rules.ts', '!isOrderOpen && entry.holder', '(!isOrderOpen || true) && entry.holder')],
  },
  {
    name: 'two orders in one second take off the due-label that both put',
    breaks: [3, 'revoke-now'],
    changes: [change('core/ledger.ts', 'filter((label) => label !== dueNow)', 'filter(() => true)')],
  },
  {
    name: 'an order that is delivered twice gives the successor up',
    breaks: [1],
    changes: [
      change(
        'revoke-superseded-tokens/ordered-version.ts',
        'if (tokenId === undefined) return',
        'if (tokenId !== undefined) return',
      ),
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
        "    count('unaccounted');\n",
        '    await ledger.remove(label, holder);\n',
      ),
      change(
        'revoke-superseded-tokens/sweep.ts',
        'begunAt: new Date(time).toISOString(),\n    });\n    await ledger.remove(label, holder);',
        'begunAt: new Date(time).toISOString(),\n    });',
      ),
    ],
  },
];
