import * as v from 'valibot';

/** An object with these settings and no others, so that a misspelt one cannot pass for a default. */
export function settingsObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, ({ expected }) => {
    if (expected === 'never') return `is not a setting: allowed are ${Object.keys(entries).join(', ')}`;
    return expected === 'Object' ? 'must be an object' : 'is missing';
  });
}
