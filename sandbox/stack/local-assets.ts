import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FunctionSettings } from '../../functions/lambda/settings.ts';
import type { FunctionConfiguration } from '../lambda/function-configuration.ts';
import { TemporaryFolder } from '../temporary-folder.ts';

const SETTINGS = 'settings.json';

/** The settings that a function was deployed with: a file of its bundle. */
export function settingsOf({ codeDirectory }: FunctionConfiguration): FunctionSettings {
  return JSON.parse(readFileSync(join(codeDirectory, SETTINGS), 'utf8')) as FunctionSettings;
}

/**
 * Copies of the functions' assets that speak to the sandbox's API instead of Click2Mail's: `apiBaseUrl` in their
 * settings is all that differs.
 */
export class LocalAssets {
  readonly #apiBaseUrl: string;
  readonly #copies = new Map<string, string>();
  #folder: TemporaryFolder | undefined;

  constructor(apiBaseUrl: string) {
    this.#apiBaseUrl = apiBaseUrl;
  }

  /** The folder of the copy, made when it is asked for first. */
  copyOf(asset: string): string {
    const made = this.#copies.get(asset);
    if (made !== undefined) return made;
    this.#folder ??= new TemporaryFolder('click2mail-assets-');
    const copy = join(this.#folder.path, basename(asset));
    cpSync(asset, copy, { recursive: true });
    this.#redirect(join(copy, SETTINGS));
    this.#copies.set(asset, copy);
    return copy;
  }

  async remove(): Promise<void> {
    await this.#folder?.remove();
  }

  #redirect(path: string): void {
    if (!existsSync(path)) return;
    const settings = JSON.parse(readFileSync(path, 'utf8')) as FunctionSettings;
    const clients = Object.entries(settings.clients).map(([name, client]) => [
      name,
      { ...client, apiBaseUrl: this.#apiBaseUrl },
    ]);
    writeFileSync(path, JSON.stringify({ ...settings, clients: Object.fromEntries(clients) as object }));
  }
}
