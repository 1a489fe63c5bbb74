import type { Envelope, SyncAnswer } from "@/server/contract/events";
import type { Beat, Frame } from "@/server/contract/sockets";

export type SyncView = { state: "live" | "connecting" | "out_of_sync"; lagMs: number };

export type SyncPorts = {
  /** The head of the log, when the page did not include it. */
  head(): Promise<string>;
  since(cursor: string): Promise<SyncAnswer>;
  /** @param isLive false for those that were missed and fetched afterwards */
  apply(envelopes: Envelope[], isLive: boolean): void;
  /** Nothing that was missed is left. */
  caughtUp(): void;
  /** The log no longer reaches back: refetch everything. */
  reset(): void;
  show(view: SyncView): void;
  now(): number;
  sleep(ms: number): Promise<void>;
};

const SILENCE_MS = 6000;
const GRACE_MS = 2000;
/** How long a new page may take to become live before it says that it is not. */
const FIRST_GRACE_MS = 15_000;
const MAX_RETRY_MS = 15_000;

/**
 * Keeps one screen in sync. On every connect it first buffers frames, fetches missed events, then applies the buffered frames;
 * the cursor moves only with applied events. A screen that cannot be complete shows that it is out of sync.
 */
export class Sync {
  private held: Frame[] | null = [];
  private connection = 0;
  private isConnected = false;
  private lagMs = 0;
  private downSince: number;
  private lastBeat: number;
  private wasLive = false;

  constructor(
    private readonly ports: SyncPorts,
    private cursor: string | null = null,
  ) {
    this.downSince = this.lastBeat = ports.now();
  }

  async connected(): Promise<void> {
    this.isConnected = true;
    this.lastBeat = this.ports.now();
    await this.catchUp();
  }

  disconnected(): void {
    if (this.isConnected) this.downSince = this.ports.now();
    this.isConnected = false;
    this.connection++;
    this.held = [];
    this.show();
  }

  frame(frame: Frame): void {
    if (this.held) this.held.push(frame);
    else this.take(frame);
  }

  beat(beat: Beat): void {
    const wasSilent = this.ports.now() - this.lastBeat > SILENCE_MS;
    this.lastBeat = this.ports.now();
    this.lagMs = beat.lagMs;
    if (this.held === null) {
      this.cursor = beat.cursor;
      if (wasSilent) void this.catchUp();
    }
    this.show();
  }

  /** Checks for missed events after sleep, after coming online, and periodically. */
  wake(): void {
    if (this.isConnected) void this.catchUp();
  }

  /** Called every second. @returns true when the connection is silent for so long that it should be replaced */
  tick(): boolean {
    this.show();
    return this.isConnected && this.ports.now() - this.lastBeat > 2 * SILENCE_MS;
  }

  private view(): SyncView {
    const isCurrent = this.isConnected && this.held === null;
    const now = this.ports.now();
    if (isCurrent && now - this.lastBeat <= SILENCE_MS) return { state: "live", lagMs: this.lagMs };
    const isLate = isCurrent || now - this.downSince > (this.wasLive ? GRACE_MS : FIRST_GRACE_MS);
    return { state: isLate ? "out_of_sync" : "connecting", lagMs: this.lagMs };
  }

  private show(): void {
    this.ports.show(this.view());
  }

  private take(frame: Frame): void {
    this.ports.apply(frame.envelopes, true);
    this.cursor = frame.cursor;
  }

  private async catchUp(): Promise<void> {
    const mine = ++this.connection;
    if (this.held === null) {
      this.held = [];
      this.downSince = this.ports.now();
    }
    for (let attempt = 0; this.isConnected && mine === this.connection; attempt++) {
      try {
        this.cursor ??= await this.ports.head();
        if (await this.backfill(mine)) this.goLive();
        return;
      } catch {
        this.show();
        await this.ports.sleep(Math.min(MAX_RETRY_MS, 500 * 2 ** attempt));
      }
    }
  }

  /** Fetches missed events until none is left. @returns false when a later attempt replaced this one */
  private async backfill(mine: number): Promise<boolean> {
    for (let more = true; more; ) {
      const answer = await this.ports.since(this.cursor as string);
      if (mine !== this.connection) return false;
      if (answer.reset) this.ports.reset();
      else this.ports.apply(answer.envelopes, false);
      this.cursor = answer.cursor;
      more = !answer.reset && answer.more;
    }
    return true;
  }

  private goLive(): void {
    const buffered = this.held ?? [];
    this.held = null;
    this.ports.caughtUp();
    for (const frame of buffered) this.take(frame);
    this.wasLive = true;
    this.lastBeat = this.ports.now();
    this.show();
  }
}
