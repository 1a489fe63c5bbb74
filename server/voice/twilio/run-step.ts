import type { Call } from "@/server/domain/calls/call";
import type { CallLanguage } from "@/server/domain/calls/settings";
import type { TwilioVoiceApi } from "./api";
import { TwilioApiError } from "./api-error";
import type { CallView } from "./call-view";
import { webhookUrl } from "./config";
import { documentFor } from "./documents";
import { conferenceOf, customerLabel } from "./names";
import type { Step } from "./steps";

/** Carries out steps. What is gone meanwhile is passed over, because the next look sees it. */
export class StepRunner {
  constructor(
    private readonly api: TwilioVoiceApi,
    private readonly publicUrl: string,
    private readonly languageOf: (call: Call) => Promise<CallLanguage>,
  ) {}

  /** @throws TwilioApiError */
  async run(step: Step, call: Call, view: CallView): Promise<void> {
    const { api, publicUrl } = this;
    switch (step.do) {
      case "hangUp":
        return api.hangUp(step.callSid);
      case "hold":
        return api.change(view.conferenceSid, step.callSid, {
          ...{ hold: step.held, holdUrl: webhookUrl(publicUrl, "hold"), holdMethod: "POST" },
        });
      case "speak":
        return api.change(view.conferenceSid, step.callSid, {
          ...{ muted: step.muted, coaching: step.coach !== null },
          ...(step.coach ? { callSidToCoach: step.coach } : {}),
        });
      case "record":
        return this.record(step.callSid, view);
      case "pauseRecording":
        return api.pauseRecording(view.customerSid ?? "", step.recordingSid, step.paused);
      case "stopRecording":
        return api.stopRecording(view.customerSid ?? "", step.recordingSid);
      case "move":
        return this.move(step, call, view);
      case "dial":
        return this.dial(step, call, view);
    }
  }

  /** @throws TwilioApiError: a refusal, too, after which the call is not recorded */
  private async record(callSid: string, view: CallView): Promise<void> {
    view.isRecordingRefused = false;
    try {
      view.made = await this.api.record(callSid);
    } catch (error) {
      view.isRecordingRefused = error instanceof TwilioApiError && error.isRefusal;
      throw error;
    }
  }

  private async move({ callSid, to }: Extract<Step, { do: "move" }>, call: Call, view: CallView): Promise<void> {
    const document = documentFor(to, { publicUrl: this.publicUrl, call, language: await this.languageOf(call) });
    await view.send(to, () => this.api.move(callSid, document));
  }

  /** Calls a customer, once: a request whose answer was lost may have been carried out. */
  private async dial({ leg, to, from }: Extract<Step, { do: "dial" }>, call: Call, view: CallView): Promise<void> {
    view.dialedAt = performance.now();
    const dial = { conference: conferenceOf(call.id), label: customerLabel(leg.id), to, from };
    const report = {
      call: webhookUrl(this.publicUrl, "customer", { call: call.id }),
      conference: webhookUrl(this.publicUrl, "conference"),
    };
    try {
      view.customerSid = await this.api.dial(dial, report);
    } catch (error) {
      view.isRefused = error instanceof TwilioApiError && error.isRefusal;
      if (error instanceof TwilioApiError && error.isTooMany) view.dialedAt = null;
      throw error;
    }
  }
}
