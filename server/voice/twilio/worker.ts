import { TWILIO } from "@/server/contract/constants";
import type { LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Service } from "@/server/contract/service";
import type { Ctx } from "@/server/domain/context";
import { log } from "@/server/lib/log";
import { type Leading, leadByLease } from "../lead";
import { Rounds } from "../rounds";
import type { TwilioVoiceApi } from "./api";
import { RecordingCollector } from "./collect-recordings";
import type { TwilioVoiceConfig } from "./config";
import { Reconciler } from "./reconcile";

/** How often is compared while calls go on, and while none does. */
const BUSY_MS = 500;
const IDLE_MS = 5000;

/** What carries calls through Twilio, on the one node that holds the lease. */
export type TwilioWorker = Service & {
  onEvents(batch: readonly LoggedEvent[]): void;
  /** Something may have changed at Twilio about this call. */
  wake(callId: Id): void;
};

export function createTwilioWorker(ctx: Ctx, api: TwilioVoiceApi, config: TwilioVoiceConfig): TwilioWorker {
  let stage: Stage | null = null;
  const service = leadByLease(ctx, { name: "twilio", lease: `voice:${TWILIO}` }, () => {
    stage = new Stage(ctx, api, config.publicUrl);
    return stage;
  });
  return {
    ...service,
    onEvents(batch) {
      for (const { type, payload } of batch)
        if (type.startsWith("call.") && "callId" in payload) stage?.wake(payload.callId);
    },
    wake: (callId) => stage?.wake(callId),
  };
}

/** The time during which this node leads: looks at Twilio after each event, and now and then. */
class Stage implements Leading {
  private readonly reconciler: Reconciler;
  private readonly collector: RecordingCollector;
  private readonly rounds = new Rounds(() => this.compare());
  /** Apart: fetching a long recording takes its time, and calls wait for nothing. */
  private readonly collecting = new Rounds(() => this.collect());

  constructor(ctx: Ctx, api: TwilioVoiceApi, publicUrl: string) {
    this.collector = new RecordingCollector(ctx, api);
    this.reconciler = new Reconciler(ctx, api, publicUrl);
    this.rounds.wake();
    this.collecting.wake();
  }

  wake(callId: Id): void {
    this.reconciler.wake(callId);
    this.rounds.wake();
    this.collecting.wake();
  }

  close(): void {
    this.rounds.close();
    this.collecting.close();
  }

  private async compare(): Promise<number> {
    try {
      return (await this.reconciler.run()) ? BUSY_MS : IDLE_MS;
    } catch (error) {
      log.warn({ provider: TWILIO, err: error }, "calls could not be compared with Twilio");
      return BUSY_MS;
    }
  }
  private async collect(): Promise<number> {
    try {
      return (await this.collector.run()) ? BUSY_MS : IDLE_MS;
    } catch (error) {
      log.warn({ provider: TWILIO, err: error }, "recordings could not be collected from Twilio");
      return IDLE_MS;
    }
  }
}
