import { InvalidSettings } from '../../../infra/settings/invalid-settings.ts';
import { readSettings } from '../../../infra/settings/settings.ts';
import { acmeWith, type Json } from '../synthesised-stack.ts';

/** The message that these settings are refused with. */
export function problemsOf(settings: unknown): string {
  try {
    readSettings(settings);
  } catch (error) {
    if (error instanceof InvalidSettings) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
}

export const acme = (changes: Json): Json => ({ clients: { acme: acmeWith(changes) } });
export const assertion = (settings: unknown): Json => acme({ assertion: settings });
export const named = (name: string): Json => ({
  clients: Object.fromEntries([[name, acmeWith()]]),
});
export const without = (key: string): Json => {
  const { [key]: _, ...rest } = acmeWith();
  return { clients: { acme: rest } };
};
