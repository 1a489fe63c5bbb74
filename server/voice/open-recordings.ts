import type { Id } from "@/server/contract/ids";
import { type OpenRecording, openRecordingsOf } from "@/server/domain/calls/recordings/store-recording";
import type { Ctx } from "@/server/domain/context";
import { log } from "@/server/lib/log";

const MAX_BACKOFF_MS = 60_000;

/** Brings one recording of a call that is over into the database. @returns false while the phone system is not done with it */
export type Collect = (recording: OpenRecording) => Promise<boolean>;

/** The recordings of a provider that have still to be collected. One that cannot be had now keeps no other from being. */
export class OpenRecordings {
  private readonly tries = new Map<Id, { count: number; until: number }>();

  constructor(
    private readonly ctx: Ctx,
    private readonly provider: string,
    private readonly collect: Collect,
  ) {}

  /**
   * Collects what can be had, and tries the rest again later and later.
   * @returns whether a recording has still to be collected
   * @throws an error of the database
   */
  async run(): Promise<boolean> {
    const open = await openRecordingsOf(this.ctx.db, this.provider);
    const over = open.filter(({ isOver }) => isOver);
    for (const id of this.tries.keys()) if (!over.some((one) => one.id === id)) this.tries.delete(id);
    for (const one of over) await this.tryToCollect(one);
    return over.length > 0;
  }

  private async tryToCollect(recording: OpenRecording): Promise<void> {
    const { id } = recording;
    const tried = this.tries.get(id);
    if (tried && performance.now() < tried.until) return;
    const later = () => {
      const count = (tried?.count ?? 0) + 1;
      this.tries.set(id, { count, until: performance.now() + Math.min(MAX_BACKOFF_MS, 500 * 2 ** count) });
    };
    try {
      if (await this.collect(recording)) this.tries.delete(id);
      else later();
    } catch (error) {
      later();
      log.warn({ provider: this.provider, recordingId: id, err: error }, "a recording could not be collected");
    }
  }
}
