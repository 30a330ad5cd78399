import { byId } from './element.js';

/**
 * Gives the sandbox an order.
 * @param {'POST' | 'DELETE'} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Record<string, unknown>>} its answer
 * @throws {Error} with the sandbox's own words when it refuses
 */
async function order(method, path, body) {
  const content =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(path, { method, ...content }).catch(() => {
    throw new Error('The sandbox does not answer: nothing was ordered. Start it again with: npm start');
  });
  const said = /** @type {Record<string, unknown>} */ (await answer.json());
  if (!answer.ok) throw new Error(String(said['message'] ?? answer.status));
  return said;
}

/**
 * Says what came of an order, to the eye and to a screen reader.
 * @param {string} text
 * @param {'good' | 'bad' | 'busy'} [tone]
 */
export function say(text, tone = 'good') {
  const result = byId('result', HTMLParagraphElement);
  result.dataset['tone'] = tone;
  result.textContent = text;
}

/**
 * Gives an order by a button, says what comes of it, and lets nobody give it twice meanwhile.
 * @param {HTMLButtonElement} button
 * @param {{ method?: 'POST' | 'DELETE', path: string, body?: object, meanwhile: string, after: (answer: Record<string, unknown>) => string | undefined }} what
 * `after` gives the sentence to say, or undefined when something else will say it
 */
export async function giveOrder(button, { method = 'POST', path, body, meanwhile, after }) {
  // A disabled button would lose the focus.
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  say(meanwhile, 'busy');
  try {
    const said = after(await order(method, path, body));
    if (said !== undefined) say(said);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
  } finally {
    button.removeAttribute('aria-disabled');
    document.dispatchEvent(new Event('ordered'));
  }
}
