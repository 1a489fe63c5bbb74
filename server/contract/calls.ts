import * as z from "zod";
import { Id } from "./ids";

/** The phases of a call. `queued`: it waits for a person; `wrap_up`: it is over, and its person finishes the work on it. */
export const CALL_PHASES = ["ringing", "queued", "connected", "on_hold", "wrap_up", "ended"] as const;
/** How a call ended. `canceled`: the caller hung up before an outgoing call was answered. */
export const CALL_OUTCOMES = ["answered", "missed", "declined", "busy", "voicemail", "canceled", "failed"] as const;
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
    /** Null while the call goes on. */
    outcome: z.enum(CALL_OUTCOMES).nullable(),
    /** Names the recording where recordings are kept; null without one. */
    recordingRef: z.string().min(1).max(500).nullable(),
    /** Names the transcript where transcripts are kept; null without one. */
    transcriptRef: z.string().min(1).max(500).nullable(),
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
