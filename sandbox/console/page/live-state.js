/** @typedef {import('../shown-state.ts').SandboxState} SandboxState */

const POLL_MS = 1000;

/** What the sandbox is like, asked for every second. Its time goes on between two answers. */
export class LiveState {
  /** @type {SandboxState | undefined} */
  state;
  #etag = '';
  #timeAhead = 0;
  #asking = false;
  #askAgain = false;
  /** @type {(state: SandboxState) => void} */
  #onState;
  /** @type {(isConnected: boolean) => void} */
  #onConnection;

  /**
   * @param {(state: SandboxState) => void} onState told every state that is new
   * @param {(isConnected: boolean) => void} onConnection told after every attempt whether the sandbox answered
   */
  constructor(onState, onConnection) {
    this.#onState = onState;
    this.#onConnection = onConnection;
  }

  /** The sandbox's time, epoch milliseconds. */
  now() {
    return Date.now() + this.#timeAhead;
  }

  start() {
    void this.refresh();
    setInterval(() => {
      if (!document.hidden) void this.refresh();
    }, POLL_MS);
    document.addEventListener('visibilitychange', () => void this.refresh());
  }

  /** Asks at once; while a question is open, once more after it. */
  async refresh() {
    this.#askAgain = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    try {
      do {
        this.#askAgain = false;
        await this.#ask();
      } while (this.#wantsMore());
    } finally {
      this.#asking = false;
    }
  }

  #wantsMore() {
    return this.#askAgain;
  }

  async #ask() {
    try {
      const answer = await fetch('/api/state', { headers: { 'if-none-match': this.#etag }, cache: 'no-store' });
      this.#timeAhead = Date.parse(answer.headers.get('sandbox-time') ?? '') - Date.now();
      this.#onConnection(true);
      if (answer.status === 304) return;
      this.#etag = answer.headers.get('etag') ?? '';
      this.state = /** @type {SandboxState} */ (await answer.json());
      this.#onState(this.state);
    } catch (error) {
      this.#onConnection(false);
      if (!(error instanceof TypeError)) throw error;
    }
  }
}
