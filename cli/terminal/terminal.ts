import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import password from '@inquirer/password';

/** Where a command reads and writes. Results go to standard output, everything else to standard error. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Writes over the present line of standard error; an empty text clears it. */
  readonly rewrite: (line: string) => void;
  /** Whether a person sits at standard error. */
  readonly isWatched: boolean;
  /** Whether a person sits at standard input. */
  readonly isAnswered: boolean;
  readonly hasColours: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asks for something that must not be seen. */
  readonly askHidden: (question: string) => Promise<string>;
  readonly ask: (question: string) => Promise<string>;
  /** All of standard input. */
  readonly input: () => Promise<string>;
}

const PLAIN_WIDTH = 100;

/** Whoever reads may stop reading, as `head` does: what was begun is brought to its end all the same, in silence. */
function passOver(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', passOver);
  return {
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => void stderr.write(`${line}\n`),
    rewrite: (line) => void stderr.write(`\r\u001B[2K${line}`),
    isWatched: stderr.isTTY,
    isAnswered: stdin.isTTY,
    hasColours: stdout.isTTY && (env['NO_COLOR'] ?? '') === '',
    columns: stdout.isTTY ? stdout.columns : Number(env['COLUMNS']) || PLAIN_WIDTH,
    environment: env,
    askHidden: (message) => password({ message, mask: '*' }, { output: stderr }),
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    input: () => text(stdin),
  };
}
