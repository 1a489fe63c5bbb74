import { TWILIO } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import { recordHeartbeats } from "@/server/domain/calls/attach-leg";
import type { Call } from "@/server/domain/calls/call";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { liveCallsOf, loadCalls } from "@/server/domain/calls/load-call";
import { reportRecording } from "@/server/domain/calls/report-recording";
import { answerForCustomer, giveUpOnCustomer } from "@/server/domain/calls/ring-customer";
import type { Ctx } from "@/server/domain/context";
import { activeEndpoint, addressOfEndpoint } from "@/server/domain/settings/active-endpoints";
import { log } from "@/server/lib/log";
import type { TwilioVoiceApi } from "./api";
import { TwilioApiError } from "./api-error";
import { CallView } from "./call-view";
import { isCustomerGone, whyNotReached } from "./customer-fate";
import { languageOf } from "./heard";
import { callOfConference } from "./names";
import { hasCustomerAnswered, stepsFor } from "./plan";
import { isAboutRecording, isRecorded, recordingNews } from "./recording-plan";
import { StepRunner } from "./run-step";
import type { Observed, Step } from "./steps";

const HEAR_EVERY_MS = 2000;
/** What is left of calls that are over is looked for in the whole account so often. */
const SCAN_MS = 30_000;
/** How long a call that is over is watched: somebody may still have been on the way. */
const FINISH_MS = 10_000;

/** Makes Twilio equal to our calls, and tells our calls what happened at Twilio. Knows nothing that it cannot find out again. */
export class Reconciler {
  private readonly views = new Map<Id, CallView>();
  private readonly endedAt = new Map<Id, number>();
  private readonly runner: StepRunner;
  private isFirstRun = true;
  private heardAt = Number.NEGATIVE_INFINITY;
  private scannedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly ctx: Ctx,
    private readonly api: TwilioVoiceApi,
    publicUrl: string,
  ) {
    this.runner = new StepRunner(api, publicUrl, (call) => languageOf(ctx, call));
  }

  /** Something may have changed about this call. */
  wake(callId: Id): void {
    this.views.get(callId)?.wake();
  }

  /**
   * Compares once.
   * @returns whether anything goes on that needs another look soon
   * @throws an error of the database; what was not done is done by the next run
   */
  async run(): Promise<boolean> {
    const calls = await liveCallsOf(this.ctx.db, TWILIO);
    const live = new Set(calls.map(({ id }) => id));
    for (const { id } of calls) if (!this.views.has(id)) this.views.set(id, this.newView(id, this.isFirstRun));
    this.isFirstRun = false;
    const due = calls.filter(({ id }) => this.viewOf(id).isDue());
    await Promise.all([...due.map((call) => this.attend(call)), ...this.finished(live)]);
    await this.scan(live);
    await this.reportPresent(calls);
    return this.views.size > 0;
  }

  private newView = (id: Id, isInherited: boolean): CallView =>
    new CallView(id, isInherited, (endpointId) => addressOfEndpoint(this.ctx.db, endpointId));
  private viewOf = (callId: Id): CallView => this.views.get(callId) as CallView;

  /** One call that cannot be helped now keeps no other from being. */
  private async attend(call: Call): Promise<void> {
    const view = this.viewOf(call.id);
    view.lookAgain(false);
    try {
      const isEqual = await this.conform(call, view, await view.look(this.api, call, this.ctx.now()));
      view.lookAgain(isEqual && view.isComplete(call));
    } catch (error) {
      if (error instanceof TwilioApiError) view.observed = null;
      log.warn({ provider: TWILIO, callId: call.id, err: error }, "a call could not be carried out; trying again");
    }
  }

  /** @returns whether nothing was left to do */
  private async conform(call: Call, view: CallView, observed: Observed): Promise<boolean> {
    const { ctx, api } = this;
    const callId = call.id;
    const isGone = isCustomerGone(call, view, ctx.now());
    const says = isGone ? null : view.isRecordingRefused && isRecorded(call) ? "failed" : recordingNews(call, observed);
    if (says) await reportRecording(ctx, { callId, says });
    if (isGone) await hangUpForCustomer(ctx, { callId });
    else if (hasCustomerAnswered(call, observed)) await answerForCustomer(ctx, { callId });
    else {
      const callerId = await this.callerIdOf(call);
      const because = await whyNotReached(call, view, { api, callerId });
      if (because) await giveUpOnCustomer(ctx, { callId, as: because });
      else {
        const steps = stepsFor(call, observed, ctx.now(), view.dialedAt === null ? callerId : null);
        await this.carryOut(steps, call, view);
        return steps.length === 0;
      }
    }
    return false;
  }

  /** A recording that cannot be changed now keeps nobody from being heard, or put on hold. @throws TwilioApiError */
  private async carryOut(steps: readonly Step[], call: Call, view: CallView): Promise<void> {
    let failure: TwilioApiError | null = null;
    for (const step of steps)
      try {
        await this.runner.run(step, call, view);
      } catch (error) {
        if (!(error instanceof TwilioApiError) || !isAboutRecording(step)) throw error;
        failure = error;
      }
    if (failure) throw failure;
  }

  private async callerIdOf({ direction, endpointId }: Call): Promise<string | null> {
    if (direction === "in") return null;
    return (await activeEndpoint(this.ctx.db, endpointId))?.address ?? null;
  }

  /** Ends what is left of calls that were live a moment ago. */
  private finished(live: ReadonlySet<Id>): Promise<void>[] {
    const now = performance.now();
    return [...this.views.values()].flatMap((view) => {
      if (live.has(view.callId)) return [];
      const endedAt = this.endedAt.get(view.callId) ?? now;
      if (!this.endedAt.has(view.callId)) view.wake();
      this.endedAt.set(view.callId, endedAt);
      return view.isDue() ? [this.finish(view, now - endedAt > FINISH_MS)] : [];
    });
  }

  private async finish(view: CallView, isLast: boolean): Promise<void> {
    view.lookAgain(false);
    try {
      const participants = await view.whoIsIn(this.api);
      for (const { callSid } of participants) await this.api.hangUp(callSid);
      await this.endOutside(view);
      view.lookAgain(participants.length === 0);
      if (!isLast || participants.length > 0) return;
      this.views.delete(view.callId);
      this.endedAt.delete(view.callId);
    } catch (error) {
      log.warn({ provider: TWILIO, callId: view.callId, err: error }, "a call could not be ended; trying again");
    }
  }

  /** A customer to whom something was said is in no conference, and their call ends by itself. */
  private async endOutside(view: CallView): Promise<void> {
    if (view.callOutside) await this.api.hangUp(view.callOutside);
    view.customerSid = null;
    view.observed = null;
  }

  /** Conferences of calls that ended while no node of ours led. Those of other installations in the account are left alone. */
  private async scan(live: ReadonlySet<Id>): Promise<void> {
    if (performance.now() - this.scannedAt < SCAN_MS) return;
    try {
      const found = await this.api.conferences();
      const ids = found.flatMap(({ name }) => callOfConference(name) ?? []).filter((id) => !live.has(id));
      const known = await loadCalls(this.ctx.db, [...new Set(ids)]);
      for (const { id, endedAt } of known)
        if (endedAt && !this.views.has(id)) this.views.set(id, this.newView(id, true));
      this.scannedAt = performance.now();
    } catch (error) {
      if (!(error instanceof TwilioApiError)) throw error;
      log.warn({ provider: TWILIO, err: error }, "the conferences of the account could not be listed");
    }
  }

  /** A participant counts as a browser that reports. While Twilio cannot be asked people go on talking, so nobody is silent. */
  private async reportPresent(calls: readonly Call[]): Promise<void> {
    if (performance.now() - this.heardAt < HEAR_EVERY_MS) return;
    const legIds = calls.flatMap((call) => this.viewOf(call.id).present(call, this.ctx.now()));
    if (legIds.length === 0) return;
    this.heardAt = performance.now();
    await recordHeartbeats(this.ctx, { legIds });
  }
}
