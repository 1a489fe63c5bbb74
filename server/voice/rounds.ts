/** Runs work again and again, never two at once: when it is asked for, and after a pause that the last run chooses. */
export class Rounds {
  private isOver = false;
  private isRunning = false;
  private isWanted = false;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param work does not throw; @returns how long to pause, in milliseconds
   * @param isSuspended it begins with `resume()`
   */
  constructor(
    private readonly work: () => Promise<number>,
    private isSuspended = false,
  ) {}

  wake(): void {
    this.isWanted = true;
    if (this.mayRun && !this.isRunning) void this.run();
  }

  suspend(): void {
    this.isSuspended = true;
    clearTimeout(this.timer);
  }

  resume(): void {
    this.isSuspended = false;
    this.wake();
  }

  close(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private get mayRun(): boolean {
    return !this.isOver && !this.isSuspended;
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    clearTimeout(this.timer);
    let pauseMs = 0;
    while (this.isWanted && this.mayRun) {
      this.isWanted = false;
      pauseMs = await this.work();
    }
    this.isRunning = false;
    if (this.mayRun) this.timer = setTimeout(() => this.wake(), pauseMs);
  }
}
