import type { LoggedEvent } from "@/server/contract/events";
import type { Service } from "@/server/contract/service";
import type { Ctx } from "@/server/domain/context";
import { log } from "@/server/lib/log";
import { type Leading, leadByLease } from "../lead";
import { Rounds } from "../rounds";
import type { Ari, AriEvent } from "./ari";
import { ASTERISK } from "./arrive";
import { CardDesk } from "./cards/card-desk";
import { RecordingCollector } from "./collect-recordings";
import { followEvents } from "./event-socket";
import { recordingOf } from "./names";
import { Reconciler } from "./reconcile";
import { Recordings } from "./recordings";
import { StepRunner } from "./run-step";
import { sweepAccounts } from "./sweep-accounts";

/** How often is compared while calls go on, and while none does. */
const BUSY_MS = 500;
const IDLE_MS = 5000;
const SWEEP_MS = 5000;
/** Somebody else uses our application's name: they may be one of us who took the lease over. */
const REPLACED_MS = 10_000;

/** What carries calls through Asterisk, on the one node that holds the lease. */
export type AsteriskWorker = Service & { onEvents(batch: readonly LoggedEvent[]): void };

export function createAsteriskWorker(ctx: Ctx, ari: Ari, trunk: string | null): AsteriskWorker {
  let stage: Stage | null = null;
  const names = { name: "asterisk", lease: `voice:${ari.account.app}` };
  const service = leadByLease(ctx, names, (resign) => {
    stage = new Stage(ctx, ari, trunk, () => {
      log.error({ provider: ASTERISK }, "another program took the name of our application in Asterisk");
      resign(REPLACED_MS);
    });
    return stage;
  });
  return {
    ...service,
    onEvents(batch) {
      if (batch.some(({ type }) => type.startsWith("call."))) stage?.wake();
    },
  };
}

/** The time during which this node leads: follows Asterisk's events, and compares after each, and now and then. */
class Stage implements Leading {
  private readonly reconciler: Reconciler;
  private readonly runner: StepRunner;
  private readonly recordings: Recordings;
  private readonly unfollow: () => void;
  private readonly collector: RecordingCollector;
  private readonly cards: CardDesk;
  private readonly rounds = new Rounds(() => this.compare(), true);
  /** Apart: fetching a long recording takes its time, and calls wait for nothing. */
  private readonly collecting = new Rounds(() => this.collect(), true);
  private sweptAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly ctx: Ctx,
    private readonly ari: Ari,
    trunk: string | null,
    private readonly replaced: () => void,
  ) {
    this.recordings = new Recordings(ari);
    this.runner = new StepRunner(ari, this.recordings);
    this.collector = new RecordingCollector(ctx, ari, this.recordings);
    this.cards = new CardDesk(ctx, ari, () => this.wake());
    this.reconciler = new Reconciler(
      ctx,
      ari,
      { runner: this.runner, recordings: this.recordings, cards: this.cards },
      trunk,
    );
    this.unfollow = followEvents(ari, {
      opened: () => this.opened(),
      event: (event) => this.receive(event),
      closed: () => this.closed(),
    });
  }

  wake(): void {
    this.rounds.wake();
    this.collecting.wake();
  }

  close(): void {
    this.rounds.close();
    this.collecting.close();
    this.unfollow();
    this.cards.forget();
  }

  private opened(): void {
    log.info({ provider: ASTERISK }, "connected to the phone system");
    this.recordings.forget();
    this.runner.forgetPlaybacks();
    this.rounds.resume();
    this.collecting.resume();
  }

  private closed(): void {
    log.warn({ provider: ASTERISK }, "the connection to the phone system was lost; connecting again");
    this.rounds.suspend();
    this.cards.forget();
    this.collecting.suspend();
  }

  private receive(event: AriEvent): void {
    if (event.type === "ApplicationReplaced") this.replaced();
    else {
      if (event.type === "ChannelDtmfReceived") this.keyPressed(event.channel.id, event.digit);
      if (event.type === "ChannelDestroyed") this.runner.channelEnded(event.channel.id, event.cause);
      if (event.type === "PlaybackFinished") this.playbackEnded(event.playback);
      if (event.type === "RecordingFinished" || event.type === "RecordingFailed") this.recordingEnded(event.recording);
      this.wake();
    }
  }

  private keyPressed(channel: string, key: string): void {
    this.runner.keyPressed(channel, key);
    this.cards.keyPressed(channel, key);
  }

  private playbackEnded({ id, state }: { id: string; state: "done" | "failed" }): void {
    this.runner.playbackEnded(id, state, this.ctx.now());
    this.cards.playbackEnded(id, state);
  }

  private recordingEnded({ name }: { name: string }): void {
    const recordingId = recordingOf(name);
    if (recordingId) this.recordings.ended(recordingId);
  }

  private async compare(): Promise<number> {
    try {
      const isBusy = await this.reconciler.run();
      await this.sweep();
      return isBusy ? BUSY_MS : IDLE_MS;
    } catch (error) {
      log.warn({ provider: ASTERISK, err: error }, "calls could not be compared with the phone system");
      return BUSY_MS;
    }
  }

  private async collect(): Promise<number> {
    try {
      return (await this.collector.run()) ? BUSY_MS : IDLE_MS;
    } catch (error) {
      log.warn({ provider: ASTERISK, err: error }, "recordings could not be collected from the phone system");
      return IDLE_MS;
    }
  }

  private async sweep(): Promise<void> {
    if (performance.now() - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = performance.now();
    await sweepAccounts(this.ctx, this.ari);
  }
}
