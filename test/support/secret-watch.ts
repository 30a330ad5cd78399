import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEST_OUTPUT } from './assembly.ts';

/** What was written, and what must not be in it, over the whole run: one file of each for every test process. */
const OUTPUTS = join(TEST_OUTPUT, 'written');
const SECRETS = join(TEST_OUTPUT, 'secrets');

/** Shorter values are found in any text. */
const SHORTEST_SECRET = 8;

export function recordOutput(text: string): void {
  append(OUTPUTS, text.endsWith('\n') ? text : `${text}\n`);
}

export function recordSecret(value: string): void {
  if (value.length >= SHORTEST_SECRET) append(SECRETS, `${JSON.stringify(value)}\n`);
}

/** How a secret may be written. */
interface Form {
  readonly secret: string;
  readonly text: string;
}

/**
 * The secrets that a text holds: as they are, or as they look inside JSON. Digits count only as a number of their own.
 * The text is gone through once: whole runs are searched for thousands of secrets.
 */
export function secretsIn(text: string, secrets: Iterable<string>): string[] {
  const forms = [...secrets].flatMap(formsOf);
  const length = Math.min(SHORTEST_SECRET, ...forms.map((form) => form.text.length));
  const byEnding = Map.groupBy(forms, (form) => form.text.slice(-length));
  const found = new Set<string>();
  for (let end = length; end <= text.length; end += 1) {
    for (const form of byEnding.get(text.slice(end - length, end)) ?? []) {
      if (!found.has(form.secret) && endsAt(text, end, form)) found.add(form.secret);
    }
  }
  return [...found];
}

function formsOf(secret: string): Form[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson].slice(0, inJson === secret ? 1 : 2).map((text) => ({ secret, text }));
}

function endsAt(text: string, end: number, { text: form }: Form): boolean {
  if (!text.endsWith(form, end)) return false;
  const before = text.charAt(end - form.length - 1);
  return !/^\d+$/.test(form) || !/\d/.test(before + text.charAt(end));
}

/**
 * Looks through everything that the run wrote for every secret that it handed out.
 * @throws Error naming how many were found and where, never a secret
 */
export function assertNoSecretWritten(): void {
  const secrets = new Set(filesIn(SECRETS).flatMap(({ text }) => text.trimEnd().split('\n').map(parseText)));
  const leaks = filesIn(OUTPUTS).flatMap(({ name, text }) =>
    secretsIn(text, secrets).map((secret) => `${name}: …${secret.slice(-4)} (${secret.length} characters)`),
  );
  if (leaks.length > 0) throw new Error(`Secrets were written to a log or the screen:\n${leaks.join('\n')}`);
}

function parseText(line: string): string {
  return JSON.parse(line) as string;
}

function filesIn(folder: string): { name: string; text: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

function append(folder: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}.txt`), text);
}
