/** Tries again until `work` succeeds, outside a test runner too. @throws what it failed with last, after `ms` milliseconds */
export async function until<T>(work: () => Promise<T>, ms: number, everyMs = 50): Promise<T> {
  const limit = performance.now() + ms;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > limit) throw error;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
