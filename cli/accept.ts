import { runAcceptance } from './acceptance/program.ts';
import { processTerminal } from './terminal/terminal.ts';

const interruption = new AbortController();
const terminal = processTerminal();

// A second Ctrl-C must not keep the deletion from its end; npm sends one, too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) return;
    terminal.err('Interrupted: what was made is being deleted …');
    interruption.abort(new Error('The run was interrupted.'));
  });
}

process.exitCode = await runAcceptance(process.argv.slice(2), terminal, interruption.signal);
