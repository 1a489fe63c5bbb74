type Described = { error: string; code?: string; at?: string };

/** What may be logged of an unexpected error: its kind, its code and where it arose, never its message, which may quote data. */
export function describeError(error: unknown): Described {
  if (!(error instanceof Error)) return { error: typeof error };
  const inner = error.cause instanceof Error ? error.cause : error;
  const code = (inner as { code?: unknown }).code;
  const at = (error.stack ?? "")
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, 6)
    .map((line) => line.trim().slice(3))
    .join(" < ");
  return { error: inner.name, ...(typeof code === "string" ? { code } : {}), ...(at ? { at } : {}) };
}
