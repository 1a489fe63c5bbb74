import { uuidv7 } from "uuidv7";
import type { LoggedEvent } from "@/server/contract/events";
import type { Service } from "@/server/contract/service";
import type { Ctx } from "@/server/domain/context";
import { holdLease, releaseLease } from "@/server/domain/lease";
import { log } from "@/server/lib/log";
import type { Ari, AriEvent } from "./ari";
import { ASTERISK } from "./arrive";
import { followEvents } from "./event-socket";
import { Reconciler } from "./reconcile";
import { StepRunner } from "./run-step";
import { sweepAccounts } from "./sweep-accounts";

const LEASE_MS = 6000;
const RENEW_MS = 2000;
/** How often is compared while calls go on, and while none does. */
const BUSY_MS = 500;
const IDLE_MS = 5000;
const SWEEP_MS = 5000;
/** Somebody else uses our application's name: they may be one of us who took the lease over. */
const REPLACED_MS = 10_000;

/** What carries calls through Asterisk, on the one node that holds the lease. */
export type AsteriskWorker = Service & { onEvents(batch: readonly LoggedEvent[]): void };

export function createAsteriskWorker(ctx: Ctx, ari: Ari, trunk: string | null): AsteriskWorker {
  const claim = { name: `voice:${ari.account.app}`, holder: uuidv7(), leaseMs: LEASE_MS };
  let stage: Stage | null = null;
  let restUntil = 0;
  let timer: NodeJS.Timeout | undefined;
  let renewing: Promise<void> | null = null;

  const stepDown = () => {
    stage?.close();
    stage = null;
  };
  const renew = async () => {
    if (performance.now() < restUntil) return;
    const isMine = await holdLease(ctx.db, claim).catch((error: unknown) => {
      log.warn({ provider: ASTERISK, err: error }, "the lease of the phone system could not be renewed");
      return false;
    });
    if (!isMine) stepDown();
    else stage ??= new Stage(ctx, ari, trunk, replaced);
  };
  const replaced = () => {
    log.error({ provider: ASTERISK }, "another program took the name of our application in Asterisk");
    restUntil = performance.now() + REPLACED_MS;
    stepDown();
    void releaseLease(ctx.db, claim).catch(() => {});
  };
  const tick = () => {
    renewing ??= renew().finally(() => {
      renewing = null;
    });
  };
  return {
    name: "asterisk",
    start() {
      timer = setInterval(tick, RENEW_MS);
      tick();
    },
    async stop() {
      clearInterval(timer);
      await renewing;
      stepDown();
      await releaseLease(ctx.db, claim).catch(() => {});
    },
    onEvents(batch) {
      if (batch.some(({ type }) => type.startsWith("call."))) stage?.wake();
    },
  };
}

/** The time during which this node leads: follows Asterisk's events, and compares after each, and now and then. */
class Stage {
  private readonly reconciler: Reconciler;
  private readonly runner: StepRunner;
  private readonly unfollow: () => void;
  private isOpen = false;
  private isOver = false;
  private isRunning = false;
  private isWanted = false;
  private sweptAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ctx: Ctx,
    private readonly ari: Ari,
    trunk: string | null,
    private readonly replaced: () => void,
  ) {
    this.runner = new StepRunner(ari);
    this.reconciler = new Reconciler(ctx, ari, this.runner, trunk);
    this.unfollow = followEvents(ari, {
      opened: () => this.opened(),
      event: (event) => this.receive(event),
      closed: () => this.closed(),
    });
  }

  wake(): void {
    this.isWanted = true;
    if (this.isOpen && !this.isRunning && !this.isOver) void this.run();
  }

  close(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.unfollow();
  }

  private opened(): void {
    log.info({ provider: ASTERISK }, "connected to the phone system");
    this.isOpen = true;
    this.wake();
  }

  private closed(): void {
    log.warn({ provider: ASTERISK }, "the connection to the phone system was lost; connecting again");
    this.isOpen = false;
    clearTimeout(this.timer);
  }

  private receive(event: AriEvent): void {
    if (event.type === "ApplicationReplaced") this.replaced();
    else if (event.type === "ChannelDtmfReceived") this.runner.keyPressed();
    else {
      if (event.type === "ChannelDestroyed") this.runner.channelEnded(event.channel.id, event.cause);
      this.wake();
    }
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    clearTimeout(this.timer);
    let isBusy = false;
    while (this.isWanted && this.isOpen && !this.isOver) {
      this.isWanted = false;
      isBusy = await this.compare();
    }
    this.isRunning = false;
    if (this.isOpen && !this.isOver) this.timer = setTimeout(() => this.wake(), isBusy ? BUSY_MS : IDLE_MS);
  }

  private async compare(): Promise<boolean> {
    try {
      const isBusy = await this.reconciler.run();
      await this.sweep();
      return isBusy;
    } catch (error) {
      log.warn({ provider: ASTERISK, err: error }, "calls could not be compared with the phone system");
      return true;
    }
  }

  private async sweep(): Promise<void> {
    if (performance.now() - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = performance.now();
    await sweepAccounts(this.ctx, this.ari);
  }
}
