import { and, eq, gt, inArray, ne } from "drizzle-orm";
import { wrapUps } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import type { Call } from "./call";
import { isOpen } from "./wrap-up";

/** Stores the wrap-ups of a call that a change began or changed, with their events. An open one shows the cards of the call. */
export async function storeWrapUps(
  { tx, emit, now }: Pick<Write, "tx" | "emit" | "now">,
  before: Pick<Call, "wrapUps" | "cards">,
  call: Pick<Call, "wrapUps" | "cards">,
): Promise<void> {
  const hasNewCards = JSON.stringify(before.cards) !== JSON.stringify(call.cards);
  const known = new Map(before.wrapUps.map((one) => [one.id, one]));
  for (const wrapUp of call.wrapUps) {
    const was = known.get(wrapUp.id);
    const isSame = was && JSON.stringify(was) === JSON.stringify(wrapUp);
    if (isSame && !(hasNewCards && isOpen(wrapUp, now))) continue;
    const { id, callId: _, ...columns } = wrapUp;
    await tx.insert(wrapUps).values(wrapUp).onConflictDoUpdate({ target: wrapUps.id, set: columns });
    emit(was ? "wrap_up.changed" : "wrap_up.began", { wrapUpId: id, userId: wrapUp.userId });
  }
}

/** Returns the other calls of which these people have an open wrap-up, each once. */
export async function openWrapUpsOn(
  { tx, now }: Pick<Write, "tx" | "now">,
  userIds: readonly Id[],
  exceptCallId: Id | null,
): Promise<{ callId: Id; userId: Id }[]> {
  if (userIds.length === 0) return [];
  const isOther = exceptCallId === null ? undefined : ne(wrapUps.callId, exceptCallId);
  const isOpen = and(gt(wrapUps.endsAt, now), eq(wrapUps.isOver, false));
  return tx
    .selectDistinct({ callId: wrapUps.callId, userId: wrapUps.userId })
    .from(wrapUps)
    .where(and(isOpen, isOther, inArray(wrapUps.userId, [...userIds])));
}
