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
    faults: all('#faults li .quiet').map(text),
  };
})()`;

/** Reads the page. */
export function shownConsole(page: Page): Promise<ShownConsole> {
  return page.evaluate(READ);
}

/** What the page has to show of a state. */
export function expectedConsole({ clients, tokens, rotations, vends, denied, faults }: SandboxState): ShownConsole {
  const labelled = clients.flatMap(({ name, versions: own }) =>
    own
      .filter(({ labels }) => labels.length > 0)
      .toReversed()
      .map((version) => ({ name, ...version })),
  );
  const versions = clients.flatMap((client) => client.versions);
  const holderOf = (tokenId: string) => versions.find((version) => version.tokenId === tokenId);
  const stageOf = (id: string, state: string) => {
    if (state !== 'live') return state;
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
        .map(({ id, state }) => [id, stageOf(id, state)] as const)
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
    faults: faults.map(({ struck, times = 1 }) => `struck ${struck} of ${times}`),
  };
}
