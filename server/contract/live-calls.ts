import * as z from "zod";
import type { CardEntryView, CardRecord } from "./card-entries";
import { HandoffCard, Target } from "./conversations";
import { DestinationRef, type ReplyDestination } from "./destinations";
import { Id, type IsoTime } from "./ids";
import type { MenuLanguage } from "./menus";

/* A call in progress. Its permanent record on the timeline is `CallDetail` in `calls.ts`. */

/**
 * The state of a call. `menu`: the customer chooses what they want, and nobody is rung; `queued`: the customer waits and nobody is being rung; `ringing`: they wait and somebody is;
 * `voicemail`: nobody answered, and they may leave a message; `connected`: at least one staff member is on the line, even if the
 * customer is on hold; `ended`: final.
 */
export const CALL_STATES = ["menu", "queued", "ringing", "voicemail", "connected", "ended"] as const;
export type CallState = (typeof CALL_STATES)[number];

/** `ringing`: being asked; `up`: on the line; `away`: on the line, but their browser is gone and may come back; `ended`. */
export const LEG_STATES = ["ringing", "up", "away", "ended"] as const;
export type LegState = (typeof LEG_STATES)[number];

/**
 * Why a leg ended. `lost`: its browser went away and did not come back in time; `transferred`: it handed the call over; `busy` and
 * `failed`: a customer whom we called could not be reached; `taken_over`: a supervisor took the call from them.
 */
export const LEG_ENDS = [
  "hung_up",
  "declined",
  "no_answer",
  "busy",
  "failed",
  "answered_elsewhere",
  "transferred",
  "withdrawn",
  "lost",
  "taken_over",
] as const;
export type LegEnd = (typeof LEG_ENDS)[number];

/** Why a person is or was rung. `call_out`: they placed the call themselves. */
export const LEG_PURPOSES = ["queue", "consult", "transfer", "return", "call_out", "supervise"] as const;
export type LegPurpose = (typeof LEG_PURPOSES)[number];

/**
 * Whom a supervisor on a call speaks to: `listen`: nobody; `whisper`: the staff on the call; `barge`: everybody. They always hear
 * everybody who is not on hold.
 */
export const SUPERVISION_MODES = ["listen", "whisper", "barge"] as const;
export type SupervisionMode = (typeof SUPERVISION_MODES)[number];

/** One party's side of a call: the customer's, a staff member's, or a supervisor's. */
export type CallLeg = {
  id: Id;
  role: "customer" | "staff" | "supervisor";
  /** The person; null for the customer. */
  userId: Id | null;
  name: string;
  state: LegState;
  purpose: LegPurpose;
  /** On hold: hears music, and nobody hears them. */
  held: boolean;
  /** Muted by themselves. */
  muted: boolean;
  /** Of a supervisor; null for everybody else. */
  supervision: SupervisionMode | null;
  /** A supervisor who only listens, whom others than supervisors are not sent. */
  isHidden: boolean;
  /** Since when it has been in this state. */
  since: IsoTime;
  endedAs: LegEnd | null;
};

/** A pending transfer of a call. It returns to `fromUserId` if nobody answers. */
export type CallTransfer = {
  fromUserId: Id;
  to: { userId: Id | null; placeId: Id; name: string };
  card: HandoffCard;
  expiresAt: IsoTime;
};

/** What a customer hears before they may leave a message. `message`: they asked for that. */
export const VOICEMAIL_GREETINGS = ["closed", "unanswered", "message"] as const;
/** A customer may leave a message, for at most `maxSeconds`. */
export type CallVoicemail = {
  recordingId: Id;
  greeting: (typeof VOICEMAIL_GREETINGS)[number];
  maxSeconds: number;
  at: IsoTime;
  transcription?: NoticeOfTranscription | undefined;
};

/** What a prompt is for: to say how the queue moves, to let the customer choose, or to offer a callback in place of a message. */
export const PROMPT_PURPOSES = ["queue", "menu", "message"] as const;
/**
 * What a customer who is alone on the line hears once, and may answer with a key. `sounds`: names of sounds in order, such as "digits/2";
 * `keys`: each key that answers it, "" for none; `waitSeconds`: how long after the sounds a key may still come.
 */
export type CallPrompt = {
  id: Id;
  purpose: (typeof PROMPT_PURPOSES)[number];
  sounds: string[];
  keys: string;
  waitSeconds: number;
  at: IsoTime;
  /** The message that the customer leaves after a prompt for one, unless they ask to be called back. */
  message?: Omit<CallVoicemail, "at"> | undefined;
};

/**
 * Whether the customer is to hear that what they say is turned into text, or has heard it. Absent where it is not, and in calls of
 * earlier versions.
 */
export type NoticeOfTranscription = "wanted" | "given";

/** The recording of a call that goes on, as the call knows it. */
export type RecordingProgress = {
  recordingId: Id;
  /** When the call became one that is to be recorded. */
  at: IsoTime;
  /** When the customer had heard that the call is recorded. Nothing is recorded before that. */
  announcedAt: IsoTime | null;
  /** The person who has paused it. */
  pausedBy: Id | null;
  /** When a person last let it go on. */
  resumedAt: IsoTime | null;
  /** What is known of it; `unavailable`: what carries the call cannot record it. */
  confirmed: "nothing" | "recording" | "paused" | "failed" | "unavailable";
  transcription?: NoticeOfTranscription;
  /** When it was recorded, as far as that was confirmed; absent from calls of earlier versions, and before it was. */
  stretches?: { from: IsoTime; to: IsoTime | null }[];
  /** In which the customer of a call between browsers hears that it is recorded. */
  language?: MenuLanguage;
  /** The leg whose browser recorded last, of a call between browsers. */
  legId?: Id;
};
/**
 * The recording of a call as people on it see it: what is confirmed, or what is about to be. `announcing`: the customer hears that the
 * call is recorded; `pausing`: it is still recorded; `failed`: it is not recorded, or not any more; `unavailable`: a call of this kind
 * cannot be recorded. `isPaused`: by a person, not by a hold.
 */
export type RecordingView = {
  state: "announcing" | "starting" | "recording" | "pausing" | "paused" | "failed" | "unavailable";
  isPaused: boolean;
};

/** A call as shown to the people it rings for and those on the line. Masked for partner agents. */
export type LiveCall = {
  id: Id;
  /** Raised by every change; an older or equal version is ignored by screens. */
  version: number;
  conversationId: Id;
  /** Of the call's entry in the conversation. */
  seq: number;
  direction: "in" | "out";
  state: CallState;
  channel: string;
  /** What carries the customer's side: the `kind` of a voice provider. */
  provider: string;
  customer: { id: Id; name: string; contact: string };
  place: { id: Id; name: string };
  startedAt: IsoTime;
  /** When it was first answered. */
  connectedAt: IsoTime | null;
  endedAt: IsoTime | null;
  legs: CallLeg[];
  /** The person whose call it is, who alone may hold or transfer it; null while no staff are on the line. */
  holderId: Id | null;
  transfer: CallTransfer | null;
  /** Null where calls are not recorded. */
  recording: RecordingView | null;
  /** While the customer enters a payment card by keypad. */
  cardEntry: CardEntryView | null;
  /** How the last card entry of the call ended; null without one. */
  lastCard: CardRecord | null;
};

export const CallInput = z.strictObject({ callId: Id });
export type CallInput = z.infer<typeof CallInput>;
/** `deviceId`: the browser tab that carries the audio. The tab generates it and keeps it across a reload. */
export const AnswerCall = CallInput.extend({ deviceId: Id });
/** Calls the customer of a conversation. `callId` is made by the tab; `to`: one of `calls.destinations`, by default the first that can be called. */
export const CallOut = CallInput.extend({ conversationId: Id, deviceId: Id, to: DestinationRef.optional() });
export type CallOut = z.infer<typeof CallOut>;
/** A way to call a customer, in the shape of the ways to write to them; `blocked`: why it cannot be used now. */
export type CallDestination = ReplyDestination;
export const HoldCall = CallInput.extend({ held: z.boolean() });
export const PauseRecording = CallInput.extend({ paused: z.boolean() });
export const MuteCall = CallInput.extend({ muted: z.boolean() });
/** Moves the audio of my leg to another tab or device of mine. */
export const MoveCall = CallInput.extend({ deviceId: Id });
/** Starts to supervise, or changes how. */
export const SuperviseCall = AnswerCall.extend({ mode: z.enum(SUPERVISION_MODES) });
export type SuperviseCall = z.infer<typeof SuperviseCall>;
export const ConsultOnCall = CallInput.extend({ to: Target });
/** Without a card, the consulted colleague gets the conversation as it stands. */
export const CompleteCallTransfer = CallInput.extend({ card: HandoffCard.optional() });
export const TransferCall = CallInput.extend({ to: Target, card: HandoffCard });
