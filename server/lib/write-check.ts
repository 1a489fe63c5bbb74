/** A result is valid for this long; the process checks at least this often. */
const FRESH_MS = 1000;
/** FRESH_MS + DEADLINE_MS is within the 5 s in which readiness has to follow the database. */
export const DEADLINE_MS = 3000;

export type WriteCheck = {
  /** Whether a write has just succeeded. Resolves within DEADLINE_MS. */
  isWritable(): Promise<boolean>;
  /** For how many milliseconds checks have failed; 0 while they succeed. */
  failingForMs(): number;
  /** Checks until stopped, so that failures are noticed when nobody asks. */
  start(): () => void;
};

/**
 * Checks whether the database takes writes. One check runs at a time, shared by all callers, and a check without a response
 * counts as failed. The failing time begins at the end of the first failed check, so that a pause of the process does not
 * count.
 * @param write a tiny write that ends by itself some time after DEADLINE_MS
 */
export function createWriteCheck(
  write: () => Promise<void>,
  { now = () => performance.now(), onChange = () => {} }: { now?: () => number; onChange?: (ok: boolean) => void } = {},
): WriteCheck {
  let running: Promise<boolean> | null = null;
  let last: { at: number; ok: boolean } | null = null;
  let failingSince: number | null = null;

  async function check(): Promise<boolean> {
    const writing = write().then(
      () => true,
      () => false,
    );
    const ok = await within(DEADLINE_MS, writing);
    if (last ? last.ok !== ok : !ok) onChange(ok);
    last = { at: now(), ok };
    failingSince = ok ? null : (failingSince ?? last.at);
    // Without this, writes in flight would accumulate every second.
    void writing.then(() => {
      running = null;
    });
    return ok;
  }
  async function isWritable(): Promise<boolean> {
    if (last && now() - last.at < FRESH_MS) return last.ok;
    running ??= check();
    return running;
  }
  return {
    isWritable,
    failingForMs: () => (failingSince === null ? 0 : now() - failingSince),
    start() {
      const timer = setInterval(() => void isWritable(), FRESH_MS);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

async function within(ms: number, answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
