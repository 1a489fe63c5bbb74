/** Why a customer could not be reached. */
export type NotReached = "busy" | "declined" | "no_answer" | "failed";

/** The last status of a call that was not answered. Twilio has none for a call that was declined: networks report it as busy. */
const STATUSES: Record<string, NotReached> = {
  busy: "busy",
  "no-answer": "no_answer",
  failed: "failed",
  canceled: "failed",
};
/** Answers of a network (SIP) that say more than the status does. */
const SIP: Record<string, NotReached> = { "603": "declined", "607": "declined", "486": "busy", "600": "busy" };

/** @returns null for a status that is not a failure */
export function outcomeOf(status: string, sipCode?: string): NotReached | null {
  if (!Object.hasOwn(STATUSES, status)) return null;
  if (sipCode && Object.hasOwn(SIP, sipCode)) return SIP[sipCode] as NotReached;
  return STATUSES[status] as NotReached;
}

const OVER: readonly string[] = ["completed", "busy", "failed", "no-answer", "canceled"];
/** Whether a call of this status has ended, or never began. */
export const isOver = (status: string): boolean => OVER.includes(status);
