import { recordOutput } from '../secret-watch.ts';

/** A function's own log lines would drown the test report; they are kept in a file, where secrets are looked for. */
const LOG_LINE = /^\{"(level|_aws|time|type)"/;

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream) as (...values: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    const text = String(chunk);
    recordOutput(text);
    if (!LOG_LINE.test(text)) return write(chunk, ...rest);
    const done = rest.find((value) => typeof value === 'function') as (() => void) | undefined;
    done?.();
    return true;
  };
}
