import { recordHeartbeats } from "@/server/domain/calls/attach-leg";
import { type Call, customerLeg } from "@/server/domain/calls/call";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { liveCallsOf } from "@/server/domain/calls/load-call";
import { answerForCustomer, giveUpOnCustomer } from "@/server/domain/calls/ring-customer";
import type { Ctx } from "@/server/domain/context";
import { activeEndpoint } from "@/server/domain/settings/active-endpoints";
import { log } from "@/server/lib/log";
import type { Ari, Bridge, Channel } from "./ari";
import { ASTERISK, arrive } from "./arrive";
import { callIdOf, legOf } from "./names";
import { outcomeOf } from "./outcome";
import {
  type Dialing,
  hasCustomerAnswered,
  isCustomerGone,
  isCustomerUnreached,
  leftovers,
  legsPresent,
  type Observed,
  observe,
  type Step,
  stepsFor,
} from "./plan";
import type { StepRunner } from "./run-step";

const HEAR_EVERY_MS = 2000;
/** A customer who has no channel so long after a call to them began had one, and nobody knows what became of it. */
const DIALED_MS = 20_000;
const ARRIVED = /^[^,]+,inbound,(.*)$/;

/** Makes Asterisk equal to our calls, and tells our calls what happened in Asterisk. Knows nothing that it cannot find out again. */
export class Reconciler {
  private heardAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly ctx: Ctx,
    private readonly ari: Ari,
    private readonly runner: StepRunner,
    private readonly trunk: string | null,
  ) {}

  /**
   * Compares once.
   * @returns whether anything goes on that needs another look soon
   * @throws AriError, or an error of the database; what was not done is done by the next run
   */
  async run(): Promise<boolean> {
    // Our calls first: a channel that is in neither was there before, or is not ours.
    const calls = await liveCallsOf(this.ctx.db, ASTERISK);
    const observed = await this.observe();
    this.runner.forgetAllBut(observed.channels, new Set(calls.flatMap(({ legs }) => legs.map(({ id }) => id))));
    const arrived = await this.receive(calls, observed);
    await Promise.all(calls.map((call) => this.conform(call, observed)));
    await this.carryOut(leftovers(calls, observed));
    await this.reportPresent(calls, observed);
    return calls.length > 0 || arrived > 0;
  }

  private async observe(): Promise<Observed> {
    const [channels, bridges] = await Promise.all([
      this.ari.get<Channel[]>("channels"),
      this.ari.get<Bridge[]>("bridges"),
    ]);
    return observe(channels, bridges, this.runner);
  }

  /** Calls from the trunk that we do not know yet, or whose call is over. @returns how many there are */
  private async receive(calls: readonly Call[], { channels }: Observed): Promise<number> {
    const known = new Set(calls.map(({ id }) => id));
    const waiting = [...channels.values()].flatMap((channel) => {
      const dialed = this.dialedBy(channel);
      return dialed !== null && !known.has(callIdOf(channel.id)) ? [{ channel, dialed }] : [];
    });
    for (const { channel, dialed } of waiting) await arrive(this.ctx, this.ari, channel, dialed);
    return waiting.length;
  }

  /** The number that a channel from the trunk dialed; null for every other channel. */
  private dialedBy({ id, dialplan }: Channel): string | null {
    if (legOf(id) !== null || dialplan.app_name !== "Stasis") return null;
    if (!dialplan.app_data.startsWith(`${this.ari.account.app},`)) return null;
    return ARRIVED.exec(dialplan.app_data)?.[1] ?? null;
  }

  private async conform(call: Call, observed: Observed): Promise<void> {
    try {
      if (isCustomerGone(call, observed)) await hangUpForCustomer(this.ctx, { callId: call.id });
      else if (hasCustomerAnswered(call, observed)) await answerForCustomer(this.ctx, { callId: call.id });
      else if (!(await this.gaveUp(call, observed)))
        await this.carryOut(stepsFor(call, observed, this.ctx.now(), await this.dialingFor(call)));
    } catch (error) {
      // One call that cannot be helped now keeps no other from being.
      log.warn({ provider: ASTERISK, callId: call.id, err: error }, "a call could not be carried out; trying again");
    }
  }

  /** The network has ended a call to a customer before they answered; or nobody was there to see how it ended. */
  private async gaveUp(call: Call, observed: Observed): Promise<boolean> {
    if (!isCustomerUnreached(call, observed)) return false;
    const cause = this.runner.causeOf(customerLeg(call).id);
    const isOld = this.ctx.now().getTime() - call.startedAt.getTime() > DIALED_MS;
    if (cause === null && !isOld) return false;
    await giveUpOnCustomer(this.ctx, { callId: call.id, as: cause === null ? "failed" : outcomeOf(cause) });
    return true;
  }

  private async dialingFor({ direction, endpointId }: Call): Promise<Dialing | null> {
    if (direction === "in" || !this.trunk) return null;
    const endpoint = await activeEndpoint(this.ctx.db, endpointId);
    return endpoint && { trunk: this.trunk, callerId: endpoint.address };
  }

  private async carryOut(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.runner.run(step);
  }

  /** An open channel counts as a browser that reports. */
  private async reportPresent(calls: readonly Call[], observed: Observed): Promise<void> {
    if (performance.now() - this.heardAt < HEAR_EVERY_MS) return;
    const legIds = calls.flatMap((call) => legsPresent(call, observed));
    if (legIds.length === 0) return;
    this.heardAt = performance.now();
    await recordHeartbeats(this.ctx, { legIds });
  }
}
