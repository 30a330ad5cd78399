import { registerHooks } from 'node:module';

// Preloaded by a test: a mistake in a source file, without touching it. REPLACED_IN_SOURCE says which.
const { file, text, by } = JSON.parse(process.env['REPLACED_IN_SOURCE'] ?? '{}') as Record<string, string | undefined>;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (file === undefined || text === undefined || by === undefined || !url.endsWith(file)) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString();
    if (!source.includes(text)) throw new Error(`${file} does not have ${text}`);
    return { ...loaded, source: source.replace(text, by) };
  },
});
