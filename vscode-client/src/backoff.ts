// How long to wait before a server that crashed is started again. Nothing here needs `vscode`.

const FIRST_WAIT = 1_000; // milliseconds; each wait is twice the one before
const MOST_CRASHES = 5;
const FORGOTTEN_AFTER = 3 * 60_000; // milliseconds that a server has to live for its crashes to be forgotten

export class Backoff {
  private crashes = 0;
  private last = -Infinity;

  constructor(private readonly now: () => number = Date.now) {}

  /** Milliseconds to wait after one more crash; undefined when there were too many, one soon after the other. */
  afterCrash(): number | undefined {
    const now = this.now();
    this.crashes = now - this.last < FORGOTTEN_AFTER ? this.crashes + 1 : 1;
    this.last = now;
    return this.crashes <= MOST_CRASHES ? FIRST_WAIT * 2 ** (this.crashes - 1) : undefined;
  }

  /** Start counting anew, as after a restart that somebody asked for. */
  forget(): void {
    this.crashes = 0;
  }
}
