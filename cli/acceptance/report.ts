import type { Terminal } from '../terminal/terminal.ts';
import { coloured, textTable } from '../terminal/text-table.ts';
import type { CleanedUp } from './clean-up/cleaned-up.ts';
import type { Remaining } from './clean-up/remains.ts';
import type { Outcome, ProbeResult } from './probe.ts';

/** What came of a stage. */
export interface StageReport {
  readonly stage: string;
  /** Why it was not run. */
  readonly skipped?: string;
  readonly results: readonly ProbeResult[];
}

/** What came of a run. */
export interface Report {
  readonly run: string;
  readonly account: string;
  readonly region: string;
  /** AWS's own when null. */
  readonly endpoint: string | null;
  readonly is_sandbox: boolean;
  readonly interrupted: boolean;
  readonly passed: boolean;
  readonly stages: readonly StageReport[];
  readonly clean_up: readonly CleanedUp[];
  /** What is still there, and the command that shows it. */
  readonly remains: readonly Remaining[];
}

const COLOURS = { pass: 'green', fail: 'red', 'not in the sandbox': 'gray', 'not asked': 'yellow' } as const;

const shown = (outcome: Outcome, terminal: Terminal) => coloured(outcome, COLOURS[outcome], terminal);

export function stageText({ stage, skipped, results }: StageReport, terminal: Terminal): string {
  if (skipped !== undefined) return `\nStage ${stage}: skipped. ${skipped}`;
  const rows = results.map(({ probe, question, answer, outcome }) => [
    probe,
    question,
    answer,
    shown(outcome, terminal),
  ]);
  return `\nStage ${stage}\n${textTable(['probe', 'asked', 'answered', 'result'], rows, terminal)}`;
}

/** What became of what was made: things that are alike in one line. */
export function cleanUpText(all: readonly CleanedUp[], terminal: Terminal): string {
  const alike = Map.groupBy(all, ({ kind, answer, outcome }) => `${kind} ${answer} ${outcome}`);
  const rows = [...alike.values()].flatMap((things) => {
    const [first] = things;
    if (first === undefined) return [];
    const { kind, name, answer, outcome } = first;
    const what = things.length === 1 ? [kind, name].filter(Boolean).join(' ') : `${things.length} × ${kind}`;
    return [[what, answer, shown(outcome, terminal)]];
  });
  return `\nWhat was made\n${textTable(['what', 'became of it', 'result'], rows, terminal)}`;
}

/** What is left, and how the run ended. */
export function endText({ remains, passed, interrupted, stages }: Report, terminal: Terminal): string {
  const results = stages.flatMap((stage) => stage.results);
  const count = (wanted: Outcome) => results.filter(({ outcome }) => outcome === wanted).length;
  const counts = (['pass', 'fail', 'not in the sandbox', 'not asked'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome}`);
  return [
    ...(remains.length === 0
      ? ['\nNothing is left.']
      : ['\nWhat is left, and how to look at it:', ...remains.map(({ what, look }) => `  ${what}\n    ${look}`)]),
    '',
    `${counts.join(', ')}.`,
    interrupted
      ? coloured('Interrupted: not everything was asked.', 'red', terminal)
      : passed
        ? coloured('Accepted.', 'green', terminal)
        : coloured('Not accepted: see what failed.', 'red', terminal),
  ].join('\n');
}
