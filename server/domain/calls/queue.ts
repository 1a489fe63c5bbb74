import type { CallPrompt } from "@/server/contract/live-calls";
import { type Call, endCall, endRinging } from "./call";
import { startPrompt } from "./prompt";

/* The rules of the queue on the phone: what a waiting customer hears now and then, and how they ask to be called back (ADR 0060). */

/** `ahead`: how many waiting customers are rung for before this one. `offersCallback`: this customer may ask to be called back. */
export type QueueFacts = { everySeconds: number; ahead: number; offersCallback: boolean };

/** The key that asks for a callback. */
export const CALLBACK_KEY = "1";
/** How long after the offer the key may still come. */
export const OFFER_SECONDS = 4;
/** There is a sound for each digit. */
const MOST_AHEAD = 9;

type Waiting = Pick<Call, "prompt" | "queuedAt" | "announcedAt">;

/** Whether a waiting customer should hear their position now: first when they have waited for so long, then as often. */
export function isAnnouncementDue(
  { prompt, queuedAt, announcedAt }: Waiting,
  everySeconds: number,
  now: Date,
): boolean {
  if (prompt || !queuedAt) return false;
  const since = Math.max(queuedAt.getTime(), announcedAt?.getTime() ?? 0);
  return now.getTime() >= since + everySeconds * 1000;
}

/** A waiting customer hears how many wait before them, and the offer of a callback, when it is time. */
export function announcePosition(call: Call, { everySeconds, ahead, offersCallback }: QueueFacts, now: Date): void {
  if (!isAnnouncementDue(call, everySeconds, now)) return;
  call.announcedAt = now;
  const offer: Pick<CallPrompt, "keys" | "waitSeconds"> = offersCallback
    ? { keys: CALLBACK_KEY, waitSeconds: OFFER_SECONDS }
    : { keys: "", waitSeconds: 0 };
  const sounds = [...positionSounds(ahead), ...(offersCallback ? ["storeline-queue-offer"] : [])];
  startPrompt(call, { purpose: "queue", sounds, ...offer }, now);
}

/** The files of `docs/asterisk/sounds`: "You are next in line", "There are 2 callers before you". */
export function positionSounds(ahead: number): string[] {
  if (ahead === 0) return ["storeline-queue-next"];
  if (ahead === 1) return ["storeline-queue-one"];
  if (ahead > MOST_AHEAD) return ["storeline-queue-many"];
  return ["storeline-queue-there-are", `storeline-digit-${ahead}`, "storeline-queue-callers"];
}

/**
 * The position was heard, and the customer goes on waiting; or they pressed the key: they are rung for no longer, hear that they will be called
 * back, and then the call ends.
 */
export function queuePromptEnded(call: Call, key: string | null, now: Date): void {
  if (wantsCallback(call)) endCall(call, "no_answer", now);
  else if (key === CALLBACK_KEY) promiseCallback(call, now);
}

/** The customer is rung for no longer, and hears that they will be called back. */
export function promiseCallback(call: Call, now: Date): void {
  endRinging(call, "withdrawn", now);
  call.outcome = "callback";
  startPrompt(call, { purpose: "queue", sounds: ["storeline-queue-callback"], keys: "", waitSeconds: 0 }, now);
}

/** Whether the customer has asked to be called back, and so waits on the line no longer. */
export const wantsCallback = ({ outcome }: Pick<Call, "outcome">): boolean => outcome === "callback";
