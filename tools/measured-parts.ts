import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Between its two markers a page holds what a run wrote; people write around them. */
const PART = /(<!-- measured: (\S+) -->\n)([\s\S]*?)(<!-- end of \2 -->)/g;

/** The parts of a page that runs write, by name. */
export function measuredParts(page: string): Map<string, string> {
  return new Map([...page.matchAll(PART)].map(([, , name = '', content = '']) => [name, content.trim()]));
}

/** The part of a page that a run is going to write. It is made when the run begins: later the commit may be another. */
export class MeasuredPart {
  readonly #file: string;
  readonly #name: string;
  readonly #commit = commit();

  /** @throws Error when the page has no such part */
  constructor(file: string, name: string) {
    if (!measuredParts(readFileSync(file, 'utf8')).has(name)) throw new Error(`${file} has no part for "${name}".`);
    this.#file = file;
    this.#name = name;
  }

  /** Writes what a command found, with the commit and the day. */
  write(command: string, found: string): void {
    const source = `Measured by \`${command}\` at commit ${this.#commit} on ${new Date().toISOString().slice(0, 10)}.`;
    const page = readFileSync(this.#file, 'utf8').replace(PART, (whole, begin: string, name: string, _, end: string) =>
      name === this.#name ? `${begin}\n${found.trim()}\n\n${source}\n\n${end}` : whole,
    );
    writeFileSync(this.#file, page);
  }
}

/** The commit that is checked out; what runs wrote into docs/ is no change of it. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  const changes = git('status', '--porcelain', '--', ':/', ':(top,exclude)docs');
  return `${git('rev-parse', '--short=10', 'HEAD')}${changes === '' ? '' : ' (with changes)'}`;
}
