import type { Id } from "@/server/contract/ids";
import { type Ari, AriError, unlessStatus } from "./ari";
import { recordingName, recordingNames, SIDES } from "./names";
import type { RecordingState } from "./steps";

/** Attempts are half a second apart. */
const STUCK_AFTER = 8;

/** What Asterisk knows of our recordings. Remembered from its events, and asked again after the connection was lost. */
export class Recordings {
  private readonly known = new Map<Id, RecordingState>();
  /** How often each was asked for and did not begin. */
  private readonly tries = new Map<Id, number>();

  constructor(private readonly ari: Ari) {}

  /** Events may have been missed. */
  forget(): void {
    this.known.clear();
  }

  /** Counts an attempt to begin it. @returns whether so many were in vain that it is to be begun anew */
  isStuck(recordingId: Id): boolean {
    const tries = (this.tries.get(recordingId) ?? 0) + 1;
    this.tries.set(recordingId, tries);
    return tries % STUCK_AFTER === 0;
  }

  began(recordingId: Id): void {
    this.tries.delete(recordingId);
    this.known.set(recordingId, "live");
  }

  /** It is over as soon as one of its sides is: nobody would pause the other one. */
  ended(recordingId: Id): void {
    this.known.set(recordingId, "over");
    void this.stop(recordingId).catch(() => {});
  }

  /** Pauses both sides, or lets them go on. Whether that has happened is asked afterwards. @throws AriError 404 without a recording */
  async setPaused(recordingId: Id, paused: boolean): Promise<void> {
    this.known.delete(recordingId);
    const change = (name: string) => {
      const resource = `recordings/live/${name}/pause`;
      return (paused ? this.ari.post(resource) : this.ari.delete(resource)).catch(unlessStatus(404));
    };
    await Promise.all(recordingNames(recordingId).map(change));
  }

  /** The states of these recordings, by id; of all others nothing is remembered. */
  async states(ids: readonly Id[]): Promise<ReadonlyMap<Id, RecordingState>> {
    for (const remembered of [this.known, this.tries])
      for (const id of remembered.keys()) if (!ids.includes(id)) remembered.delete(id);
    const states = await Promise.all(ids.map(async (id) => [id, await this.stateOf(id)] as const));
    return new Map(states);
  }

  private async stateOf(id: Id): Promise<RecordingState> {
    const known = this.known.get(id);
    if (known) return known;
    const sides = await this.sidesOf(id);
    const found = together(sides);
    // Nobody would pause the side that goes on.
    if (found === "over" && sides.some(isGoingOn)) await this.stop(id);
    if (found !== "absent") this.known.set(id, found);
    return found;
  }

  /** Asks Asterisk whether a recording goes on, or is there. "over": both sides have ended, so that what is stored is all of it. */
  async ask(id: Id): Promise<RecordingState> {
    const sides = await this.sidesOf(id);
    const state = together(sides);
    return state === "over" && sides.some(isGoingOn) ? "uneven" : state;
  }

  /** The states of both sides, or of a recording that has one file. */
  private async sidesOf(id: Id): Promise<RecordingState[]> {
    const [whole, ...sides] = await Promise.all(
      [undefined, ...SIDES].map((side) => this.askFor(recordingName(id, side))),
    );
    return whole && whole !== "absent" ? [whole] : sides;
  }

  private async askFor(name: string): Promise<RecordingState> {
    const live = await this.find<{ state: string }>(`recordings/live/${name}`);
    if (live) return live.state === "paused" ? "paused" : "live";
    return (await this.find(`recordings/stored/${name}`)) ? "over" : "absent";
  }

  private find = <T>(resource: string): Promise<T | null> =>
    this.ari.get<T>(resource).catch((error: unknown) => {
      if (error instanceof AriError && error.status === 404) return null;
      throw error;
    });

  /** Ends a recording that still goes on. */
  async stop(id: Id): Promise<void> {
    const stop = (name: string) => this.ari.post(`recordings/live/${name}/stop`).catch(unlessStatus(404, 409));
    await Promise.all(recordingNames(id).map(stop));
  }

  async remove(id: Id): Promise<void> {
    await Promise.all(recordingNames(id).map((name) => this.ari.delete(`recordings/stored/${name}`)));
  }
}

const isGoingOn = (state: RecordingState): boolean => state === "live" || state === "paused";

/** The state of a recording that has these sides. */
function together(sides: readonly RecordingState[]): RecordingState {
  if (sides.includes("over")) return "over";
  if (sides.includes("live")) return sides.every((side) => side === "live") ? "live" : "uneven";
  return sides.includes("paused") ? "paused" : "absent";
}
