// Whether something takes long enough for somebody to wonder. Nothing here needs `vscode`.

const SLOW = 500; // milliseconds

export class Busy {
  private waiting = 0;

  /** Calls back whenever `isBusy` may have changed. */
  constructor(private readonly changed: () => void = () => undefined) {}

  get isBusy(): boolean {
    return this.waiting > 0;
  }

  /** Waits for some work, and is busy meanwhile if it is slow. */
  async during<Result>(work: PromiseLike<Result>): Promise<Result> {
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      this.count(1);
    }, SLOW);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (isSlow) {
        this.count(-1);
      }
    }
  }

  private count(more: number): void {
    this.waiting += more;
    this.changed();
  }
}
