import { byId, element } from './element.js';
import { renderList } from './keyed-list.js';
import { giveOrder, say } from './order.js';
import { askToRevoke } from './revoke-dialog.js';
import { readableError } from './rotation-error.js';
import { dateTime, relative } from './times.js';
import { stageOf } from './token-story.js';

/**
 * @typedef {import('../shown-state.ts').SandboxState} SandboxState
 * @typedef {import('../shown-state.ts').ClientState} ClientState
 * @typedef {import('../shown-state.ts').TokenState} TokenState
 */

/** Rotations that were ordered here and are still to end: client name by version. @type {Map<string, string>} */
const ordered = new Map();

/** @param {SandboxState} state @param {number} now */
export function drawClients(state, now) {
  const items = state.clients.map((client) => {
    const { name, clientId, grant, nextRotationAt } = client;
    const tokens = state.tokens.filter((token) => token.kind === 'long' && token.clientId === clientId);
    const current = currentToken(client, tokens);
    const last = state.rotations.findLast(({ clientName }) => clientName === name);
    return {
      name,
      clientId,
      grant,
      currentId: current?.id ?? null,
      facts: [
        ['Current token', current?.id ?? 'none'],
        ['Issued', current === undefined ? '–' : `${dateTime(current.issuedAt)} · ${relative(current.issuedAt, now)}`],
        [
          'Expires',
          current === undefined ? '–' : `${dateTime(current.expiresAt)} · ${relative(current.expiresAt, now)}`,
        ],
        [
          'Next rotation',
          nextRotationAt === null
            ? 'none planned'
            : `by ${dateTime(nextRotationAt)} · ${relative(nextRotationAt, now)}`,
        ],
        ['In grace', inGrace(tokens, now)],
      ],
      trouble: troubleOf(current, last?.outcome === 'failed' ? last.error : null),
      isRotating: last !== undefined && last.endedAt === null,
    };
  });
  renderList(byId('clients', HTMLUListElement), items, { key: ({ name }) => name, create: newCard, fill: fillCard });
  tellEnded(state);
}

/** @param {ClientState} client @param {readonly TokenState[]} tokens */
function currentToken({ versions }, tokens) {
  const version = versions.find(({ labels }) => labels.includes('AWSCURRENT'));
  return tokens.find(({ id }) => id === version?.tokenId);
}

/** @param {readonly TokenState[]} tokens @param {number} now */
function inGrace(tokens, now) {
  const graced = tokens
    .filter((token) => stageOf(token) === 'grace')
    .map(({ id, revocationDueAt: due }) => `${id} · ${due === null ? 'no due time' : `ends ${relative(due, now)}`}`);
  return graced.length === 0 ? 'none' : graced.join(', ');
}

/** @param {TokenState | undefined} current @param {string | null} error */
function troubleOf(current, error) {
  const ofToken =
    current === undefined
      ? 'It has no token yet.'
      : current.state === 'live'
        ? ''
        : `Its current token is ${current.state}.`;
  const ofRotation = error === null ? '' : `The last rotation failed. ${readableError(error)}`;
  return [ofToken, ofRotation].filter((text) => text !== '').join(' ');
}

/** @typedef {{ name: string, clientId: string, grant: string, currentId: string | null, facts: string[][], trouble: string, isRotating: boolean }} Card */

/** @param {Card} card */
function newCard({ name, clientId, grant }) {
  const rotate = element('button', { type: 'button', 'data-order': 'rotate' }, 'Rotate', hidden(` ${name}`));
  rotate.addEventListener('click', () => orderRotation(name, rotate));
  const revoke = element(
    'button',
    { type: 'button', class: 'danger', 'data-order': 'revoke' },
    'Revoke now …',
    hidden(` ${name}`),
  );
  revoke.addEventListener('click', () => {
    const tokenId = revoke.dataset['token'] ?? '';
    if (tokenId === '') say(`${name} has no token that could be revoked.`, 'bad');
    else askToRevoke(name, tokenId, revoke);
  });
  const heading = element('h3', {}, name);
  return element(
    'li',
    { class: 'panel card' },
    element('div', { class: 'card-head' }, heading, element('span', { class: 'quiet' }, `${clientId} · ${grant}`)),
    element('dl', {}),
    element('p', { class: 'trouble' }),
    element('div', { class: 'buttons' }, rotate, revoke),
  );
}

/** @param {HTMLElement} card @param {Card} item */
function fillCard(card, { currentId, facts, trouble, isRotating }) {
  const list = facts.flatMap(([name = '', value = '']) => [
    element('dt', {}, name),
    element('dd', {}, ...withIds(value)),
  ]);
  card.querySelector('dl')?.replaceChildren(...list);
  const said = /** @type {HTMLElement} */ (card.querySelector('.trouble'));
  said.textContent = trouble;
  said.hidden = trouble === '';
  card.classList.toggle('rotating', isRotating);
  /** @type {HTMLElement} */ (card.querySelector('[data-order=revoke]')).dataset['token'] = currentId ?? '';
}

/** A text with its token ids set apart. @param {string} text */
function withIds(text) {
  return text
    .split(/(tok_\w+)/)
    .map((part) => (part.startsWith('tok_') ? element('span', { class: 'mono' }, part) : part));
}

/** @param {string} client @param {HTMLButtonElement} button */
function orderRotation(client, button) {
  void giveOrder(button, {
    path: '/api/rotate',
    body: { client },
    meanwhile: `Asking Secrets Manager to rotate ${client} …`,
    after: ({ versionId }) => {
      ordered.set(String(versionId), client);
      return `The rotation of ${client} has begun: version ${String(versionId).slice(0, 8)}.`;
    },
  });
}

/** @param {SandboxState} state */
function tellEnded({ rotations }) {
  for (const { versionId, outcome, error } of rotations) {
    const client = ordered.get(versionId);
    if (client === undefined || outcome === null) continue;
    ordered.delete(versionId);
    if (outcome === 'succeeded') say(`${client} is rotated: version ${versionId.slice(0, 8)} is current.`);
    else say(`The rotation of ${client} failed. ${readableError(error ?? '')}`, 'bad');
  }
}

/** @param {string} text */
function hidden(text) {
  return element('span', { class: 'for-readers' }, text);
}
