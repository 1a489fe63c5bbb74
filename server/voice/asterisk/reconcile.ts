import { recordHeartbeats } from "@/server/domain/calls/attach-leg";
import { type Call, customerLeg } from "@/server/domain/calls/call";
import { endPromptOf } from "@/server/domain/calls/end-prompt";
import { endVoicemailOf } from "@/server/domain/calls/end-voicemail";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { liveCallsOf } from "@/server/domain/calls/load-call";
import { reportRecording } from "@/server/domain/calls/report-recording";
import { answerForCustomer, giveUpOnCustomer } from "@/server/domain/calls/ring-customer";
import { type CallLanguage, callLanguage } from "@/server/domain/calls/settings";
import type { Ctx } from "@/server/domain/context";
import { activeEndpoint } from "@/server/domain/settings/active-endpoints";
import { log } from "@/server/lib/log";
import type { Ari, Bridge, Channel } from "./ari";
import { ASTERISK, arrive } from "./arrive";
import type { CardDesk } from "./cards/card-desk";
import { callIdOf, legOf } from "./names";
import { outcomeOf } from "./outcome";
import {
  cardChannel,
  type Dialing,
  hasCustomerAnswered,
  isCustomerGone,
  isCustomerUnreached,
  isMessageOver,
  leftovers,
  legsPresent,
  observe,
  stepsFor,
} from "./plan";
import { promptNews } from "./prompt-plan";
import { recordingNews, recordingsOf } from "./recording-plan";
import type { Recordings } from "./recordings";
import type { StepRunner } from "./run-step";
import { languageOf } from "./sounds";
import type { Observed, Step } from "./steps";

const HEAR_EVERY_MS = 2000;
/** A customer who has no channel so long after a call to them began had one, and nobody knows what became of it. */
const DIALED_MS = 20_000;
const ARRIVED = /^[^,]+,inbound,(.*)$/;

type Parts = { runner: StepRunner; recordings: Recordings; cards: CardDesk };

/** Makes Asterisk equal to our calls, and tells our calls what happened in Asterisk. Knows nothing that it cannot find out again. */
export class Reconciler {
  private heardAt = Number.NEGATIVE_INFINITY;
  /** Whether the log says already that the position in the queue cannot be said. */
  private isMissingLogged = false;

  constructor(
    private readonly ctx: Ctx,
    private readonly ari: Ari,
    private readonly parts: Parts,
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
    const observed = await this.observe(calls);
    this.parts.runner.forgetAllBut(
      observed.channels,
      new Set(calls.flatMap(({ legs }) => legs.map(({ id }) => id))),
      new Set(calls.flatMap(({ recording, voicemail }) => [recording?.recordingId, voicemail?.recordingId])),
    );
    await this.parts.cards.forgetAllBut(calls);
    const arrived = await this.receive(calls, observed);
    await Promise.all(calls.map((call) => this.conform(call, observed)));
    await this.carryOut(leftovers(calls, observed));
    await this.reportPresent(calls, observed);
    return calls.length > 0 || arrived > 0;
  }

  private async observe(calls: readonly Call[]): Promise<Observed> {
    const [channels, bridges, recordings] = await Promise.all([
      this.ari.get<Channel[]>("channels"),
      this.ari.get<Bridge[]>("bridges"),
      this.parts.recordings.states(calls.flatMap(recordingsOf)),
    ]);
    return observe(channels, bridges, this.parts.runner, recordings);
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
      const says = isCustomerGone(call, observed) ? null : recordingNews(call, observed);
      if (says) await reportRecording(this.ctx, { callId: call.id, says });
      if (isCustomerGone(call, observed)) await hangUpForCustomer(this.ctx, { callId: call.id });
      else if (isMessageOver(call, observed)) await endVoicemailOf(this.ctx, { callId: call.id });
      else if (hasCustomerAnswered(call, observed)) await answerForCustomer(this.ctx, { callId: call.id });
      else if (await this.passedOver(call, observed)) return;
      else if (!(await this.endedPrompt(call, observed)) && !(await this.gaveUp(call, observed))) {
        const steps = stepsFor(call, observed, this.ctx.now(), await this.dialingFor(call));
        const language = await this.languageOf(call);
        await this.carryOut(steps, language);
        await this.enterCard(call, observed, language);
      }
    } catch (error) {
      // One call that cannot be helped now keeps no other from being.
      log.warn({ provider: ASTERISK, callId: call.id, err: error }, "a call could not be carried out; trying again");
    }
  }

  /** What the customer hears is silence before the first question. */
  private async enterCard(call: Call, observed: Observed, language: CallLanguage): Promise<void> {
    const channel = cardChannel(call, observed);
    if (!channel) return;
    this.parts.runner.sounds.delete(channel);
    await this.parts.cards.conform(call, channel, language);
  }

  private languageOf = async ({ menu, placeId }: Call): Promise<CallLanguage> =>
    menu?.walk.language ?? (await this.ctx.settings.get(callLanguage, placeId));

  /**
   * The position in the queue is not said, and no callback offered, where the sounds are missing: nobody who waits should lose the music, or pay for a call that is
   * taken, for silence.
   */
  private async passedOver(call: Call, { prompts }: Observed): Promise<boolean> {
    const { prompt } = call;
    if (!prompt || prompt.purpose === "menu" || prompts.has(prompt.id)) return false;
    if (await languageOf(this.ari, prompt.sounds, await this.languageOf(call))) return false;
    if (!this.isMissingLogged)
      log.warn(
        { provider: ASTERISK, sounds: prompt.sounds },
        prompt.purpose === "queue"
          ? "the position in the queue is not said, because Asterisk lacks its sounds"
          : "no callback is offered before a message, because Asterisk lacks its sound",
      );
    this.isMissingLogged = true;
    await endPromptOf(this.ctx, { callId: call.id, promptId: prompt.id, key: null });
    return true;
  }

  /** The customer has answered a prompt with a key or heard it out, or it could not be played. */
  private async endedPrompt(call: Call, observed: Observed): Promise<boolean> {
    const news = promptNews(call, observed, this.ctx.now());
    if (!news) return false;
    if (news.hasFailed)
      log.error(
        { provider: ASTERISK, sounds: call.prompt?.sounds },
        "a prompt could not be played: a sound is missing",
      );
    await endPromptOf(this.ctx, { callId: call.id, promptId: news.promptId, key: news.key });
    return true;
  }

  /** The network has ended a call to a customer before they answered; or nobody was there to see how it ended. */
  private async gaveUp(call: Call, observed: Observed): Promise<boolean> {
    if (!isCustomerUnreached(call, observed)) return false;
    const cause = this.parts.runner.causeOf(customerLeg(call).id);
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

  private async carryOut(steps: readonly Step[], language?: CallLanguage): Promise<void> {
    for (const step of steps) await this.parts.runner.run(step, language);
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
