import type { PresenceStatus } from "@/server/contract/team";

/** How long a callback is left to its assignee alone after its time. */
const ALONE_MS = 10 * 60_000;

export const isOverdue = (dueAt: string, now: number): boolean => Date.parse(dueAt) + ALONE_MS <= now;

/** Whether somebody cannot make a callback now. @param status null while it is not known */
export const isAbsent = (status: PresenceStatus | null): status is Exclude<PresenceStatus, "available"> =>
  status !== null && status !== "available";
