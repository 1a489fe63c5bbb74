/** The deepest nesting of wrappers around a driver's error. */
const MAX_DEPTH = 5;

/** A lock or statement timeout, too many connections, or a lost session or server. */
const TRY_LATER = /^(55P03|57014|25P03|53300|53400|57P0[1-5]|08...)$/;
/** The codes that end the session and its open transaction. */
const SESSION_LOST = /^(25P03|53300|57P0[1-5]|08...)$/;
const NETWORK_LOST = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"]);
/** Messages of `pg` for a lost connection or an exceeded deadline: those errors have no code. */
const PG_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** @returns the SQLSTATE, or the network's code, of a failed statement, however deep Drizzle wrapped it; null when it has none */
export function dbErrorCode(error: unknown): string | null {
  for (const { code } of causes(error)) if (typeof code === "string") return code;
  return null;
}

/** Whether two transactions conflicted (serialization failure, deadlock), so that an immediate retry succeeds. */
export function isConflict(error: unknown): boolean {
  const code = dbErrorCode(error);
  return code === "40001" || code === "40P01";
}

/** For a command that lost a race which the database does not count as a conflict: it runs again, and sees what won. */
export const lostRace = (what: string): Error => Object.assign(new Error(what), { code: "40001" });

/** Whether the same work may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return isConflict(error) || isConnectionLost(error) || TRY_LATER.test(dbErrorCode(error) ?? "");
}

/** Whether the connection could not be opened or was lost. Uncommitted work is rolled back; a `commit` may have succeeded. */
export function isConnectionLost(error: unknown): boolean {
  const code = dbErrorCode(error);
  return code === null ? saysLost(error) : SESSION_LOST.test(code) || NETWORK_LOST.has(code);
}

const saysLost = (error: unknown): boolean =>
  causes(error).some(({ message }) => typeof message === "string" && PG_LOST.test(message));

function causes(error: unknown): { code?: unknown; message?: unknown }[] {
  const chain: { code?: unknown; message?: unknown }[] = [];
  let one = error;
  while (typeof one === "object" && one !== null && chain.length < MAX_DEPTH) {
    chain.push(one);
    one = (one as { cause?: unknown }).cause;
  }
  return chain;
}
