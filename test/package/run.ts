import { spawnSync } from 'node:child_process';

interface Where {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program printed, and how it ended. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program to its end, without anything of the environment that would lead it to AWS. */
export function run(command: string, words: readonly string[], { cwd, env = {} }: Where): Ended {
  const { HOME = '', PATH = '', TMPDIR = '' } = process.env;
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { HOME, PATH, ...(TMPDIR !== '' && { TMPDIR }), CI: 'true', ...npmSettings(), ...env },
  });
  return { status, output: `${stdout}${stderr}${error === undefined ? '' : String(error)}` };
}

/** The same, for what must succeed. @throws Error with what it printed */
export function mustRun(command: string, words: readonly string[], where: Where): string {
  const { status, output } = run(command, words, where);
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status}:\n${output}`);
  return output;
}

/** Which registry npm asks, and by which proxy, is the machine's to say. */
function npmSettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^(npm_config_(registry|userconfig|cache|cafile)|NPM_CONFIG_\w+|\w*_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i.test(
        name,
      ) && value !== undefined
        ? [[name, value]]
        : [],
    ),
  );
}
