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
  /** Whether each phone system that is configured answers, by the kind of its provider. */
  phoneSystems: new Map<string, () => boolean>(),
  /** Whether the PBX answers on each trunk, by the name of the trunk. */
  phoneTrunks: new Map<string, () => boolean>(),
  /** Screens connected to this node. */
  sockets: (): { staff: number; widgets: number } => ({ staff: 0, widgets: 0 }),
};
