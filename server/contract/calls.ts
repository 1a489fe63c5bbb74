import * as z from "zod";
import { CardRecord } from "./card-entries";
import { Id } from "./ids";
import { MenuChoice } from "./menu-choices";
import { WrapUpRecord } from "./wrap-ups";

/**
 * The phases of a call. `menu`: the customer chooses what they want; `queued`: it waits for a person; `voicemail`: nobody answered, and the customer may leave a message. After-call
 * time is no phase: each person has their own (ADR 0052).
 */
export const CALL_PHASES = ["menu", "ringing", "queued", "voicemail", "connected", "on_hold", "ended"] as const;
/**
 * How a call ended. `canceled`: the caller hung up before an outgoing call was answered; `voicemail`: nobody answered, and the customer
 * left a message; `callback`: they waited, and asked to be called back; `self_service`: the menu told the customer what they wanted to
 * know, and nobody was asked for.
 */
export const CALL_OUTCOMES = [
  "answered",
  "missed",
  "declined",
  "busy",
  "voicemail",
  "callback",
  "self_service",
  "canceled",
  "failed",
] as const;
const Time = z.iso.datetime();

const Participant = z.strictObject({
  role: z.enum(["customer", "staff", "other"]),
  /** A person of ours, or null. */
  userId: Id.nullable(),
  /** Of the time of the call: later renames do not change history. */
  name: z.string().max(200),
  /** Phone number in E.164, or null where none is known. */
  address: z.string().max(200).nullable(),
  joinedAt: Time,
  leftAt: Time.nullable(),
});

/** What was recorded: the message of a customer whom nobody answered, or a call. */
export const RECORDING_KINDS = ["voicemail", "call"] as const;

/** `pending`: it is being made; `failed`: it could not be. */
export const TRANSCRIPT_STATES = ["pending", "ready", "failed"] as const;

const TranscriptSummary = z.strictObject({
  state: z.enum(TRANSCRIPT_STATES),
  /** How the transcript of a voicemail begins; null for another, and where nothing was understood. */
  beginning: z.string().max(300).nullable(),
});
export type TranscriptSummary = z.infer<typeof TranscriptSummary>;

/** One hexadecimal digit for each of equally long stretches of a recording: how much of it this side speaks, from 0 to f. */
const Speaking = z.string().regex(/^[0-9a-f]{1,200}$/);
/** When each side of a recorded call speaks, measured from their loudness. */
export const Speech = z.strictObject({ customer: Speaking, ours: Speaking });
export type Speech = z.infer<typeof Speech>;

const CallRecording = z.strictObject({
  /** Null for a reader who may not play it. */
  id: Id.nullable(),
  kind: z.enum(RECORDING_KINDS),
  startedAt: Time,
  durationMs: z.number().int().nonnegative(),
  /** When its audio was deleted; null while it can be played. */
  deletedAt: Time.nullable(),
  /** Left out where both sides are in one channel, and for a reader who may not play the recording. */
  speech: Speech.optional(),
  /** Left out where there is none, and for a reader who may not play the recording. */
  transcript: TranscriptSummary.optional(),
});
export type CallRecording = z.infer<typeof CallRecording>;

const isInOrder = (times: readonly string[]): boolean =>
  times.every((time, at) => at === 0 || Date.parse(time) >= Date.parse(times[at - 1] as string));

/** The fields of a call entry beside those of every entry. */
export const CallDetail = z
  .strictObject({
    /** Names the call for commands about it while it goes on; entries of earlier versions have none. */
    callId: Id.optional(),
    direction: z.enum(["in", "out"]),
    /** Every phase the call has entered, oldest first; the last is the present one. */
    phases: z
      .array(z.strictObject({ phase: z.enum(CALL_PHASES), at: Time }))
      .min(1)
      .max(500),
    participants: z.array(Participant).max(100),
    /** What the customer chose in the menu, in order; absent without a menu. */
    menu: z.array(MenuChoice).max(30).optional(),
    /** Null while the call goes on; of a customer who asked to be called back it is known a moment before. */
    outcome: z.enum(CALL_OUTCOMES).nullable(),
    /** Names the newest recording that can be played; null without one. */
    recordingRef: z.string().min(1).max(500).nullable(),
    /** Every recording, oldest first; left out where there is none. */
    recordings: z.array(CallRecording).max(50).optional(),
    /** Cards that the customer was asked to enter by keypad, oldest first; absent without any. */
    cards: z.array(CardRecord).max(50).optional(),
    /** Names the newest recording whose transcript can be read; null without one. */
    transcriptRef: z.string().min(1).max(500).nullable(),
    /** The wrap-ups of the people who talked to the customer, oldest first; absent without any. */
    wrapUps: z.array(WrapUpRecord).max(100).optional(),
  })
  .refine(({ phases }) => isInOrder(phases.map(({ at }) => at)), "Phases must be in order of time.")
  .refine(
    ({ participants }) =>
      participants.every(({ joinedAt, leftAt }) => leftAt === null || isInOrder([joinedAt, leftAt])),
    "A participant cannot leave before joining.",
  )
  .refine(
    ({ phases, outcome }) => phases.at(-1)?.phase !== "ended" || outcome !== null,
    "A call that has ended must have an outcome.",
  );
export type CallDetail = z.infer<typeof CallDetail>;
