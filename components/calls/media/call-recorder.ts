import type { RecorderPlan, RecordingPiece } from "@/server/contract/call-media";
import { PIECE_BYTES } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import type { RecordingSource } from "./recording-source";

/** What the server says of a piece: `refused`: it is not to be recorded; null: no answer came. */
export type PieceAnswer = "stored" | "refused" | null;

export type RecorderPorts = {
  newId(): Id;
  /** @throws Error where the browser cannot record */
  open(samples: (stretch: Uint8Array) => void): Promise<RecordingSource>;
  send(piece: Pick<RecordingPiece, "takeId" | "seq" | "isLast" | "data">): Promise<PieceAnswer>;
  /** This browser cannot record. */
  failed(): void;
};

/** Who is heard in this browser: each other leg's track, and the own microphone. */
export type Heard = { own: MediaStreamTrack | null; tracks: ReadonlyMap<Id, MediaStreamTrack> };

/** The first piece of a take is short, so that everybody soon sees that the call is recorded. */
const FIRST_BYTES = PIECE_BYTES / 5;
/** A piece that the server has not taken is sent again, for as long as a minute of them waits. */
const MAX_WAITING = 60;
const AGAIN_MS = 1000;
/** How long whoever pauses waits for what was said before that to arrive. */
const FLUSH_MS = 300;

type Take = { id: Id; seq: number; stretches: Uint8Array[]; bytes: number };
type Waiting = Parameters<RecorderPorts["send"]>[0];

/**
 * Records a call in the browser of its holder, as the latest plan says, and sends it in pieces of a second. What is recorded without a
 * break is a take. The server decides of each piece whether it is taken.
 */
export class CallRecorder {
  private source: Promise<RecordingSource> | null = null;
  private take: Take | null = null;
  private waiting: Waiting[] = [];
  private sending: Promise<void> | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;
  /** The stretch that a take begins in may have begun before it. */
  private isFirst = false;
  private isClosed = false;
  /** The person has paused; the plan that says so may not be here yet. */
  private isSuspended = false;

  constructor(private readonly ports: RecorderPorts) {}

  /** @param plan undefined: this browser does not record the call, or not any more */
  follow(plan: RecorderPlan | undefined, { own, tracks }: Heard): void {
    if (!plan) {
      this.end(true);
      this.release();
      return;
    }
    this.source ??= this.open();
    const left = tracks.get(plan.customer);
    const right = [own, ...plan.ours.map((legId) => tracks.get(legId))].flatMap((track) => track ?? []);
    void this.source.then((source) => source.use(left ? [left] : [], right)).catch(() => {});
    if (plan.isOn && !this.take && !this.isSuspended) this.begin();
    if (plan.isOn) return;
    this.isSuspended = false;
    this.end(false);
  }

  /** Sends what was recorded until now. @returns once it has arrived, or after a moment */
  async flush(): Promise<void> {
    if (this.take?.bytes) this.cut(this.take, false);
    const late = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS));
    await Promise.race([this.sending ?? Promise.resolve(), late]);
  }

  /**
   * The person pauses: nothing is recorded from now on, whichever plan is the latest here. Without this, what is said while the plans of
   * a pause and of its end are late would be sent after it.
   */
  suspend(): Promise<void> {
    this.isSuspended = true;
    this.end(false);
    return this.flush();
  }

  /** The pause was refused or is over: the plan counts again. */
  resume(): void {
    this.isSuspended = false;
  }

  close(): void {
    this.end(true);
    this.release();
    this.isClosed = true;
  }

  private release(): void {
    void this.source?.then((source) => source.close()).catch(() => {});
    this.source = null;
  }

  private open(): Promise<RecordingSource> {
    const source = this.ports.open((stretch) => this.add(stretch));
    source.catch(() => this.source === source && this.ports.failed());
    return source;
  }

  private begin(): void {
    this.take = { id: this.ports.newId(), seq: 0, stretches: [], bytes: 0 };
    this.isFirst = true;
  }

  private end(isLast: boolean): void {
    const { take } = this;
    this.take = null;
    if (take && (take.bytes > 0 || isLast)) this.cut(take, isLast);
  }

  private add(stretch: Uint8Array): void {
    const { take } = this;
    if (!take) return;
    if (this.isFirst) {
      this.isFirst = false;
      return;
    }
    take.stretches.push(stretch);
    take.bytes += stretch.length;
    const enough = take.seq === 0 ? FIRST_BYTES : PIECE_BYTES;
    if (take.bytes + stretch.length > enough) this.cut(take, false);
  }

  private cut(take: Take, isLast: boolean): void {
    const data = new Uint8Array(take.bytes);
    let at = 0;
    for (const stretch of take.stretches) {
      data.set(stretch, at);
      at += stretch.length;
    }
    this.waiting.push({ takeId: take.id, seq: take.seq++, isLast, data });
    this.waiting.splice(0, this.waiting.length - MAX_WAITING);
    take.stretches = [];
    take.bytes = 0;
    this.send();
  }

  /** One piece after the other, so that they arrive in order. */
  private send(): void {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = null;
    });
  }

  private async sendAll(): Promise<void> {
    clearTimeout(this.again);
    for (let [piece] = this.waiting; piece; [piece] = this.waiting) {
      const answer = await this.ports.send(piece);
      if (answer !== null && this.waiting[0] === piece) this.waiting.shift();
      if (answer !== null) continue;
      // After the end of the call one more attempt is enough: the server takes nothing later.
      if (!this.isClosed) this.again = setTimeout(() => this.send(), AGAIN_MS);
      return;
    }
  }
}
