import { createWriteCheck } from "./write-check";

/** The process's health, written by `server/index.ts` and read by /readyz and /metrics. */
export const health = {
  /** Set first when the process is asked to stop. */
  draining: false,
  /** Whether the database takes writes. */
  writes: createWriteCheck(async () => {
    throw new Error("no database is open");
  }),
  /** How far this node's screens are behind the log. */
  relayLagMs: (): number => 0,
  /** Whether the phone system answers; null without one. */
  phoneSystem: (): boolean | null => null,
  /** Screens connected to this node. */
  sockets: (): { staff: number; widgets: number } => ({ staff: 0, widgets: 0 }),
};
