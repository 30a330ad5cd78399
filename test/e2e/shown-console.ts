import type { Page } from 'playwright-core';
import type { SandboxState } from '../../sandbox/console/state.ts';

/** What the console tells about tokens, rotations and the rest. */
export interface ShownConsole {
  /** Client and its current token. */
  readonly clients: readonly (readonly [string, string])[];
  /** Long-term tokens and where they stand. */
  readonly bars: Readonly<Record<string, string>>;
  /** Of versions with labels: client, version, token, labels in order. */
  readonly versions: readonly (readonly [string, string, string, readonly string[]])[];
  /** Newest first: version and outcome, and the calls of every step. */
  readonly rotations: readonly (readonly [string, string, readonly string[]])[];
  /** Consumer, client, vended, exchanged, failed. */
  readonly vends: readonly (readonly string[])[];
  /** Newest first: action. */
  readonly denied: readonly string[];
  /** Alarms and their states, those that are on first. */
  readonly alarms: readonly (readonly [string, string])[];
  /** Those that stand above everything else. */
  readonly firing: readonly string[];
  /** Newest first: alarm and who was told. */
  readonly notifications: readonly (readonly [string, string])[];
  /** How often each ordered fault has struck. */
  readonly faults: readonly string[];
}

const READ = `(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const text = (found) => found.textContent.trim();
  return {
    clients: all('.card').map((card) => [text(card.querySelector('h3')), text(card.querySelector('dd'))]),
    bars: Object.fromEntries(all('.bar').map((bar) => [bar.dataset.token, bar.dataset.stage]).toSorted()),
    versions: all('#versions tr:has(.label)').map((row) => [
      text(row.querySelector('th')),
      row.dataset.version,
      text(row.cells[3]),
      all('.label', row).map((label) => label.title),
    ]),
    rotations: all('#rotations > li').map((item) => [
      item.dataset.version,
      item.dataset.outcome,
      all('tbody tr', item).map((row) => [text(row.cells[0]), ...all('li', row).map(text)].join('; ')),
    ]),
    vends: all('#vends tr').map((row) => [...row.cells].slice(0, 5).map(text)),
    denied: all('#denied tr:has(.time)').map((row) => text(row.cells[2])),
    alarms: all('#alarms tr').map((row) => [text(row.cells[1]), text(row.cells[0])]),
    firing: all('#alarms-firing strong').map(text),
    notifications: all('#notifications tr:has(.time)').map((row) => [text(row.cells[1]), text(row.cells[3])]),
    faults: all('#faults li .quiet').map(text),
  };
})()`;

/** Reads the page. */
export function shownConsole(page: Page): Promise<ShownConsole> {
  return page.evaluate(READ);
}

/** What the page has to show of a state. */
export function expectedConsole(state: SandboxState): ShownConsole {
  const { clients, tokens, rotations, vends, denied, faults, alarms, notifications } = state;
  const inStack = (name: string) => name.slice(name.indexOf('/') + 1);
  const inState = (wanted: string) => alarms.filter((alarm) => alarm.state === wanted).map(({ name }) => inStack(name));
  const labelled = clients.flatMap(({ name, versions: own }) =>
    own
      .filter(({ labels }) => labels.length > 0)
      .toReversed()
      .map((version) => ({ name, ...version })),
  );
  const versions = clients.flatMap((client) => client.versions);
  const holderOf = (tokenId: string) => versions.find((version) => version.tokenId === tokenId);
  const stageOf = (id: string, stage: string) => {
    if (stage !== 'live') return stage;
    const holder = holderOf(id);
    if (holder === undefined) return 'bearer';
    if (holder.labels.includes('AWSCURRENT')) return 'current';
    return holder.labels.includes('AWSPENDING') ? 'issued' : 'grace';
  };
  return {
    clients: clients.map(({ name, versions: own }) => [
      name,
      own.find(({ labels }) => labels.includes('AWSCURRENT'))?.tokenId ?? 'none',
    ]),
    bars: Object.fromEntries(
      tokens
        .filter(({ kind }) => kind === 'long')
        .map((token) => [token.id, stageOf(token.id, token.state)] as const)
        .toSorted(),
    ),
    versions: labelled.map(({ name, versionId, tokenId, labels }) => [
      name,
      versionId,
      tokenId ?? '–',
      labels.toSorted(),
    ]),
    rotations: rotations
      .toReversed()
      .slice(0, 40)
      .map(({ versionId, outcome, steps }) => [
        versionId,
        outcome ?? 'running',
        steps.map(({ name, calls }) =>
          [
            name,
            ...calls.map(
              ({ service, operation, status }) => `${service} ${operation} ${status === 0 ? 'no answer' : status}`,
            ),
          ].join('; '),
        ),
      ]),
    vends: vends.map(({ consumer, client, vended, exchanged, failed }) => [
      consumer,
      client,
      ...[vended, exchanged, failed].map(String),
    ]),
    denied: denied.toReversed().map(({ action }) => action),
    alarms: [
      ...inState('ALARM').map((name) => [name, 'in alarm'] as const),
      ...inState('INSUFFICIENT_DATA').map((name) => [name, 'without data'] as const),
      ...inState('OK').map((name) => [name, 'OK'] as const),
    ],
    firing: inState('ALARM'),
    notifications: notifications
      .toReversed()
      .map(({ alarm, recipients, error }) => [inStack(alarm), error ?? (recipients.join(', ') || 'nobody subscribed')]),
    faults: faults.map(({ struck, times = 1 }) => `struck ${struck} of ${times}`),
  };
}
