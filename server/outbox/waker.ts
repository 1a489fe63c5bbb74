/**
 * Runs `step` on every wake-up and at least every `everyMs`, never twice at once, and again at once while it resolves to true.
 * A wake-up during a run is not lost.
 */
export function createWaker(
  step: () => Promise<boolean>,
  everyMs: number,
  done: (error?: unknown) => void,
): { wake(): void; stop(): Promise<void> } {
  let isStopped = false;
  let isRunning = false;
  let isWanted = false;
  let finished: (() => void) | null = null;
  const polling = setInterval(wake, everyMs);

  function wake(): void {
    if (isStopped) return;
    isWanted = true;
    if (!isRunning) void run();
  }
  async function run(): Promise<void> {
    isRunning = true;
    while (isWanted && !isStopped) {
      isWanted = false;
      try {
        if (await step()) isWanted = true;
        done();
      } catch (error) {
        if (!isStopped) done(error); // the poll tries again
        break;
      }
    }
    isRunning = false;
    finished?.();
  }
  wake();
  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(polling);
      if (isRunning)
        await new Promise<void>((resolve) => {
          finished = resolve;
        });
    },
  };
}
