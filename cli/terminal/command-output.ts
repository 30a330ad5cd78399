import type { OutputConfiguration } from 'commander';
import type { Terminal } from './terminal.ts';

/** Has Commander write help and its complaints as the terminal is. */
export function commandOutput(terminal: Terminal): OutputConfiguration {
  return {
    writeOut: (text) => terminal.out(text.trimEnd()),
    writeErr: (text) => terminal.err(text.trimEnd()),
    getOutHelpWidth: () => terminal.columns,
    getErrHelpWidth: () => terminal.columns,
    getOutHasColors: () => terminal.hasColours,
    getErrHasColors: () => terminal.hasColours,
  };
}
