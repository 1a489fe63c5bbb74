import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg, isOnLine } from "@/server/domain/calls/call";
import type { Conference, Participant, TwilioVoiceApi } from "./api";
import { TwilioApiError } from "./api-error";
import type { Place, Whereabouts } from "./customer-place";
import { type CallFinder, findCustomerCall } from "./find-customer";
import { conferenceOf } from "./names";
import { isOver } from "./outcome";
import { customerParticipant, legsPresent } from "./plan";
import { isRecorded } from "./recording-plan";
import type { MadeRecording } from "./recordings-api";
import type { Observed } from "./steps";

/** How long a customer's call may take to reach its conference. */
export const ARRIVE_MS = 15_000;
/** How often is looked while somebody is missing or something was changed, and while all are there. */
const ACTIVE_MS = 1000;
const QUIET_MS = 4000;

/** `isSure`: Twilio has done it. `wasInside`: the customer was in the conference until then. */
type Sent = { to: Place; at: number; isSure: boolean; wasInside: boolean };

/** Whether the customer may be sent there again at once. After an error of Twilio's own it may have been done, and a message must go on. */
const mayRepeat = ({ isTooMany, isRefusal, isServerError }: TwilioApiError, { at }: Place): boolean =>
  isTooMany || isRefusal || (isServerError && at !== "voicemail");

/** What the leading node knows of one call at Twilio. Nothing of it is needed by the next one. */
export class CallView {
  /** Null before the first look, and while Twilio cannot be asked: then nobody counts as gone. */
  observed: Observed | null = null;
  /** The customer's call at Twilio, once it is known. */
  customerSid: string | null = null;
  /** When this node asked Twilio to call the customer. */
  dialedAt: number | null = null;
  /** Twilio refused to call the customer. */
  isRefused = false;
  /** Where this node last sent the customer. */
  private sent: Sent | null = null;
  /** Twilio refused to record the call. */
  isRecordingRefused = false;
  /** The recording that this node has asked for. */
  made: MadeRecording | null = null;
  private outsideSince: number | null = null;
  private conference: Conference | null = null;
  private dueAt = Number.NEGATIVE_INFINITY;

  /** @param isInherited the call began while another node led, which may have called the customer */
  constructor(
    readonly callId: Id,
    readonly isInherited: boolean,
    private readonly addressOf: CallFinder["addressOf"],
  ) {}

  isDue = (): boolean => performance.now() >= this.dueAt;
  wake(): void {
    this.dueAt = Number.NEGATIVE_INFINITY;
  }
  lookAgain(isQuiet: boolean): void {
    this.dueAt = performance.now() + (isQuiet ? QUIET_MS : ACTIVE_MS);
  }

  /** Asks Twilio who is in the conference, and where the customer is who is not. @throws TwilioApiError */
  async look(api: TwilioVoiceApi, call: Call, now: Date): Promise<Observed> {
    this.observed = null;
    const participants = await this.whoIsIn(api);
    const isStarted = this.conference?.isStarted ?? false;
    const customer = await this.whereIs(api, call, participants, now);
    this.observed = { participants, isStarted, customer, recordings: await this.recordings(api, call) };
    return this.observed;
  }

  /** @throws TwilioApiError */
  async whoIsIn(api: TwilioVoiceApi): Promise<Participant[]> {
    const known = this.conference ? await api.participants(this.conference.sid) : [];
    // A conference that everybody left is over; the next who comes begins another one of the same name.
    if (known.length === 0) this.conference = await api.conference(conferenceOf(this.callId));
    const participants = known.length === 0 && this.conference ? await api.participants(this.conference.sid) : known;
    if (this.conference && participants.filter(({ isConnected }) => isConnected).length > 1)
      this.conference.isStarted = true;
    return participants;
  }

  private async whereIs(
    api: TwilioVoiceApi,
    call: Call,
    participants: readonly Participant[],
    now: Date,
  ): Promise<Whereabouts> {
    const inside = customerParticipant(call, { participants });
    const isLost = this.isInherited || sinceJoined(call, now) > ARRIVE_MS;
    const isAway = !inside && isOnLine(customerLeg(call));
    if (inside) this.customerSid = inside.callSid;
    else if (isAway && this.customerSid === null && isLost)
      this.customerSid = await findCustomerCall({ api, addressOf: this.addressOf }, call);
    const is = inside ? "inside" : isAway ? await this.whichIs(api) : "unknown";
    this.outsideSince = is === "outside" ? (this.outsideSince ?? performance.now()) : null;
    const isLeavingMessage = is === "outside" && call.voicemail !== null && (await this.isLeavingMessage(api));
    // Nothing else than that request takes somebody out of the conference, or lets them leave a message.
    if (this.sent && is === "outside" && (this.sent.wasInside || isLeavingMessage)) this.sent.isSure = true;
    const sinceMs = performance.now() - (this.sent?.at ?? this.outsideSince ?? performance.now());
    const { to: sent, isSure } = this.sent ?? { to: null, isSure: true };
    return { is, callSid: this.customerSid, sent, isSure, sinceMs, isLeavingMessage };
  }

  private async recordings(api: TwilioVoiceApi, call: Call): Promise<MadeRecording[]> {
    if (this.customerSid === null || !isRecorded(call)) return [];
    const listed = (await api.recordingsOf(this.customerSid)).filter(({ kind }) => kind === "call");
    // Twilio's lists may lag behind.
    return this.made && !listed.some(({ sid }) => sid === this.made?.sid) ? [...listed, this.made] : listed;
  }

  /** What the customer's call does that is in no conference. */
  private async whichIs(api: TwilioVoiceApi): Promise<Whereabouts["is"]> {
    if (this.customerSid === null) return "unknown";
    const status = await api.statusOf(this.customerSid);
    if (status === null || isOver(status)) return "over";
    return status === "in-progress" ? "outside" : "unknown";
  }

  private async isLeavingMessage(api: TwilioVoiceApi): Promise<boolean> {
    const isKnown = this.sent !== null && (this.sent.isSure || this.sent.to.at !== "voicemail");
    if (isKnown || this.customerSid === null) return false;
    const made = await api.recordingsOf(this.customerSid);
    return made.some(({ kind, status }) => kind === "voicemail" && status === "in-progress");
  }

  /** Brings the customer there. @param request asks Twilio for that @throws what the request throws */
  async send(to: Place, request: () => Promise<void>): Promise<void> {
    const before = this.sent;
    const wasInside = this.observed?.customer.is === "inside" && (!before || before.to.at === "conference");
    // Before it is asked for: a request whose answer was lost may have been carried out.
    const sent: Sent = { to, at: performance.now(), isSure: false, wasInside };
    this.sent = sent;
    try {
      await request();
      sent.isSure = true;
    } catch (error) {
      if (error instanceof TwilioApiError && mayRepeat(error, to)) this.sent = before;
      throw error;
    }
  }

  /** The call of a customer who may be outside of the conference, which does not end with it; null for none. */
  get callOutside(): string | null {
    const { is, callSid } = this.observed?.customer ?? { is: "unknown", callSid: this.customerSid };
    return is === "over" || (is === "inside" && this.sent === null) ? null : callSid;
  }

  /** The conference, which is there once somebody is in it. */
  get conferenceSid(): string {
    return this.conference?.sid ?? "";
  }

  /** The legs that count as there: those in the conference, and a customer who may still be on the way. */
  present(call: Call, now: Date): Id[] {
    const onLine = call.legs.filter(isOnLine);
    if (!this.observed) return onLine.map(({ id }) => id);
    const leg = customerLeg(call);
    const isComing = this.observed.customer.is === "unknown" && isOnLine(leg) && sinceJoined(call, now) < ARRIVE_MS;
    return [...new Set([...legsPresent(call, this.observed), ...(isComing ? [leg.id] : [])])];
  }

  /** Everybody on the line is there, and where the customer is sent is certain. */
  isComplete(call: Call): boolean {
    if (!this.observed?.customer.isSure) return false;
    const there = legsPresent(call, this.observed);
    return call.legs.every((leg) => leg.state === "ended" || (isOnLine(leg) && there.includes(leg.id)));
  }
}

/** How long the customer has been on the line. */
export const sinceJoined = (call: Call, now: Date): number =>
  now.getTime() - (customerLeg(call).joinedAt ?? call.startedAt).getTime();
