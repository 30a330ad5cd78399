import * as v from 'valibot';

/** Whether it is an object and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these settings and no others, so that a misspelt one cannot pass for a default. */
export function settingsObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, ({ expected }) => {
    if (expected === 'never') return `is not a setting: allowed are ${Object.keys(entries).join(', ')}`;
    return expected === 'Object' ? 'must be an object' : 'is missing';
  });
}
