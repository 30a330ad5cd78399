import { byId, element } from './element.js';
import { renderList } from './keyed-list.js';
import { dateTime } from './times.js';
import { endOf, stageOf } from './token-story.js';

/** @typedef {import('../shown-state.ts').SandboxState} SandboxState */

/** Of versions without a label, how many of each client are listed. */
const MOST_UNLABELLED = 2;

/** The versions of every client's secret, newest first, with their labels and tokens. @param {SandboxState} state */
export function drawVersions({ clients, tokens }) {
  const byTokenId = new Map(tokens.map((token) => [token.id, token]));
  let leftOut = 0;
  const rows = clients.flatMap(({ name, versions }) => {
    const newestFirst = versions.toReversed();
    const labelled = newestFirst.filter(({ labels }) => labels.length > 0);
    const bare = newestFirst.filter(({ labels, tokenId }) => labels.length === 0 && tokenId !== null);
    leftOut += Math.max(0, bare.length - MOST_UNLABELLED);
    return [...labelled, ...bare.slice(0, MOST_UNLABELLED)].map((version) => ({
      client: name,
      version,
      token: version.tokenId === null ? undefined : byTokenId.get(version.tokenId),
    }));
  });
  renderList(byId('versions', HTMLTableSectionElement), rows, {
    key: ({ client, version }) => `${client} ${version.versionId}`,
    create: () => element('tr'),
    fill: (row, { client, version, token }) => {
      const stage = token === undefined ? 'no token' : stageOf(token);
      row.dataset['version'] = version.versionId;
      row.replaceChildren(
        element('th', { scope: 'row' }, client),
        element('td', { class: 'mono', title: version.versionId }, version.versionId.slice(0, 8)),
        element('td', {}, element('span', { class: `state ${stage}` }, stage)),
        element('td', { class: 'mono' }, version.tokenId ?? '–'),
        element('td', {}, element('ul', { class: 'labels' }, ...version.labels.toSorted().map(labelChip))),
        element('td', { class: 'time' }, token === undefined ? '–' : dateTime(token.issuedAt)),
        element('td', { class: 'time' }, token?.state === 'live' ? dateTime(token.revocationDueAt) : '–'),
        element('td', { class: 'time' }, token === undefined ? '–' : dateTime(endOf(token))),
      );
    },
  });
  byId('versions-left-out', HTMLParagraphElement).textContent =
    leftOut === 0
      ? ''
      : `${leftOut} older version${leftOut === 1 ? '' : 's'} without a label not listed; the bars above show their tokens.`;
}

/** A label, its long version id shortened; the whole of it on hover. @param {string} label */
function labelChip(label) {
  const short = label.replaceAll(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22,}/g, '$1…');
  const kind = label.startsWith('AWS') ? 'aws' : 'ledger';
  return element('li', { class: `label ${kind}`, title: label }, short);
}
