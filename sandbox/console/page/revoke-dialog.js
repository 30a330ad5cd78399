import { byId } from './element.js';
import { giveOrder } from './order.js';

/** What the open dialog asks about. @type {{ client: string, tokenId: string, button: HTMLButtonElement } | undefined} */
let asked;

/**
 * Asks whether a token is really to be revoked.
 * @param {string} client
 * @param {string} tokenId the client's current token, as the page shows it
 * @param {HTMLButtonElement} button by which it was asked for
 */
export function askToRevoke(client, tokenId, button) {
  asked = { client, tokenId, button };
  byId('revoke-heading', HTMLHeadingElement).textContent = `Revoke ${client} now?`;
  byId('revoke-text', HTMLParagraphElement).textContent =
    `${tokenId} is replaced, and it and every token before it stop working at once, without a grace. ` +
    'Short-term tokens that are out already go on for up to 15 minutes.';
  byId('revoke-dialog', HTMLDialogElement).showModal();
}

export function watchRevokeDialog() {
  const dialog = byId('revoke-dialog', HTMLDialogElement);
  byId('revoke-cancel', HTMLButtonElement).addEventListener('click', () => dialog.close());
  byId('revoke-confirm', HTMLButtonElement).addEventListener('click', () => {
    dialog.close();
    if (asked !== undefined) revoke(asked);
  });
}

/** @param {{ client: string, tokenId: string, button: HTMLButtonElement }} order */
function revoke({ client, tokenId, button }) {
  void giveOrder(button, {
    path: '/api/revoke-now',
    body: { client, tokenId },
    meanwhile: `Replacing the token of ${client}, and revoking …`,
    after: ({ outcome, revoked, reason }) => {
      const ids = Array.isArray(revoked) ? revoked.join(', ') : '';
      if (outcome === 'revoked') return `Revoked for ${client}: ${ids}.`;
      return `The order for ${client} goes on (${String(outcome)}). ${String(reason ?? '')}`;
    },
  });
}
