import type { Terminal } from './terminal.ts';

/** What takes longer is shown to be under way. */
const PATIENCE_MS = 2000;
const FRAME_MS = 120;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Does work and, when it takes more than two seconds, says on standard error what it is: a turning sign for a person, one
 * line for a log.
 */
export async function underWay<T>(terminal: Terminal, what: string, work: Promise<T>): Promise<T> {
  const begun = Date.now();
  let frame = 0;
  const show = () => {
    if (Date.now() - begun < PATIENCE_MS) return;
    if (!terminal.isWatched) {
      if (frame === 0) terminal.err(`${what} …`);
    } else {
      const seconds = Math.round((Date.now() - begun) / 1000);
      terminal.rewrite(`${FRAMES[frame % FRAMES.length] ?? ''} ${what} … ${seconds} s`);
    }
    frame += 1;
  };
  const timer = setInterval(show, FRAME_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (frame > 0 && terminal.isWatched) terminal.rewrite('');
  }
}
