/**
 * Brings an element's children in line with a list. A child stays the same element as long as its key is in the list, so
 * that what is focused, open or scrolled stays so; it is filled anew only when its item has changed.
 * @template Item
 * @template {HTMLElement} Child
 * @param {HTMLElement} parent
 * @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, create: (item: Item) => Child, fill: (child: Child, item: Item) => void }} how
 */
export function renderList(parent, items, { key, create, fill }) {
  const before = new Map([...parent.children].map((child) => [/** @type {Child} */ (child).dataset['key'], child]));
  const after = items.map((item) => {
    const name = key(item);
    const child = /** @type {Child} */ (before.get(name) ?? create(item));
    child.dataset['key'] = name;
    const content = JSON.stringify(item);
    if (shown.get(child) !== content) fill(child, item);
    shown.set(child, content);
    return child;
  });
  const kept = new Set(after);
  const gone = [...parent.children].filter((child) => !kept.has(/** @type {Child} */ (child)));
  for (const child of gone) child.remove();
  after.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

/** What each child was last filled with.  @type {WeakMap<HTMLElement, string>} */
const shown = new WeakMap();
