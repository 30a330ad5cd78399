import { type Asking, isQuestionDue } from '../../functions/core/dead-token.ts';

/** By client: all that the API's word on its current token hangs on. */
export type AnswerStates = ReadonlyMap<string, string>;

/**
 * Which of the sweep's questions to the API were answered already: while nothing changes that an answer hangs on, the
 * next one would be the same.
 */
export class IssuerQuestions {
  readonly #asking: Asking;
  readonly #answered = new Map<string, string>();

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** @param at of the schedule's event, in epoch milliseconds */
  ran(at: number, states: AnswerStates): void {
    for (const [client, state] of states) {
      if (isQuestionDue(client, at, this.#asking)) this.#answered.set(client, state);
    }
  }

  /** The next event, after this one, whose sweep asks something that has no answer yet. */
  nextAt(at: number, states: AnswerStates): number {
    const open = [...states].filter(([client, state]) => this.#answered.get(client) !== state);
    return Math.min(Infinity, ...open.map(([client]) => this.#nextOf(client, at)));
  }

  #nextOf(client: string, at: number): number {
    const { sweepEverySeconds, checkEverySeconds } = this.#asking;
    const events = Array.from(
      { length: Math.ceil(checkEverySeconds / sweepEverySeconds) + 1 },
      (_, index) => at + (index + 1) * sweepEverySeconds * 1000,
    );
    return events.find((event) => isQuestionDue(client, event, this.#asking)) ?? Infinity;
  }
}
