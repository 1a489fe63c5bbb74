import type { Envelope, SyncAnswer } from "@/server/contract/events";
import type { Beat, Frame } from "@/server/contract/sockets";

export type SyncView = { state: "live" | "connecting" | "out_of_sync"; lagMs: number };

export type SyncPorts = {
  /** Where the log stands before the first query, when the page did not bring it. */
  head(): Promise<string>;
  since(cursor: string): Promise<SyncAnswer>;
  apply(envelopes: Envelope[]): void;
  /** The log no longer reaches back: everything is asked again. */
  reset(): void;
  show(view: SyncView): void;
  now(): number;
  sleep(ms: number): Promise<void>;
};

const SILENCE_MS = 6000;
const GRACE_MS = 2000;

/**
 * Keeps one screen complete. On every connect it listens first (frames are held back), asks for what it missed, then applies
 * what it heard; the cursor moves only with what has been applied. Whoever cannot be complete says so.
 */
export function createSync(ports: SyncPorts, start: string | null = null) {
  let cursor = start;
  let held: Frame[] | null = [];
  let connection = 0;
  let connected = false;
  let lagMs = 0;
  let downSince = ports.now();
  let lastBeat = ports.now();
  let everLive = false;

  const view = (): SyncView => {
    const now = ports.now();
    if (connected && held === null && now - lastBeat <= SILENCE_MS) return { state: "live", lagMs };
    const silent = connected && held === null;
    const waited = now - (silent ? lastBeat : downSince);
    return { state: everLive && waited > GRACE_MS ? "out_of_sync" : "connecting", lagMs };
  };
  const show = () => ports.show(view());

  const takeFrame = (frame: Frame) => {
    ports.apply(frame.envelopes);
    cursor = frame.cursor;
  };

  /** Asks until nothing more is missing. @returns false when this connection was replaced meanwhile */
  async function backfill(mine: number): Promise<boolean> {
    for (let more = true; more; ) {
      const answer = await ports.since(cursor as string);
      if (mine !== connection) return false;
      if (answer.reset) ports.reset();
      else ports.apply(answer.envelopes);
      cursor = answer.cursor;
      more = !answer.reset && answer.more;
    }
    return true;
  }

  async function catchUp(): Promise<void> {
    const mine = ++connection;
    held ??= [];
    downSince = ports.now();
    for (let attempt = 0; connected && mine === connection; attempt++) {
      try {
        cursor ??= await ports.head();
        if (!(await backfill(mine))) return;
        const heard = held ?? [];
        held = null;
        for (const frame of heard) takeFrame(frame);
        everLive = true;
        lastBeat = ports.now();
        return show();
      } catch {
        show();
        await ports.sleep(Math.min(15_000, 500 * 2 ** attempt));
      }
    }
  }

  return {
    connected() {
      connected = true;
      lastBeat = ports.now();
      return catchUp();
    },
    disconnected() {
      connected = false;
      connection++;
      held = [];
      downSince = ports.now();
      show();
    },
    frame(frame: Frame) {
      if (held) held.push(frame);
      else takeFrame(frame);
    },
    beat(beat: Beat) {
      const wasSilent = ports.now() - lastBeat > SILENCE_MS;
      lastBeat = ports.now();
      lagMs = beat.lagMs;
      if (held === null) cursor = beat.cursor;
      if (wasSilent && held === null) void catchUp();
      show();
    },
    /** After sleep, after coming online, and now and then: asks again even though nothing seems wrong. */
    wake() {
      if (connected) void catchUp();
    },
    /** @returns true when the connection is silent for so long that it should be replaced */
    tick(): boolean {
      show();
      return connected && ports.now() - lastBeat > 2 * SILENCE_MS;
    },
  };
}
export type Sync = ReturnType<typeof createSync>;
