import { and, desc, eq, gt, inArray, type SQL } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { calls, conversations, places, wrapUps } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Disposition, WrapUpInput, WrapUpView } from "@/server/contract/wrap-ups";
import type { Ctx } from "@/server/domain/context";
import { maskingFor } from "@/server/domain/team/policy";
import { cardRecord, customerName, type Masking } from "@/server/domain/text/mask";
import { dispositions } from "./settings";

const COLUMNS = {
  id: wrapUps.id,
  userId: wrapUps.userId,
  version: calls.version,
  callId: wrapUps.callId,
  conversationId: calls.conversationId,
  direction: calls.direction,
  customerId: calls.customerId,
  customerName: conversations.customerName,
  placeId: wrapUps.placeId,
  placeName: places.name,
  startedAt: wrapUps.startedAt,
  endsAt: wrapUps.endsAt,
  isOver: wrapUps.isOver,
  disposition: wrapUps.disposition,
  cards: calls.cards,
};

const select = (db: Db | Tx, which: SQL | undefined) =>
  db
    .select(COLUMNS)
    .from(wrapUps)
    .innerJoin(calls, eq(calls.id, wrapUps.callId))
    .innerJoin(conversations, eq(conversations.id, calls.conversationId))
    .innerJoin(places, eq(places.id, wrapUps.placeId))
    .where(which)
    .orderBy(desc(wrapUps.startedAt));
export type RawWrapUp = Awaited<ReturnType<typeof select>>[number];

/** Loads wrap-ups with the names they show. Authorizes nothing. */
export const rawWrapUps = (db: Db | Tx, ids: readonly Id[]): Promise<RawWrapUp[]> =>
  select(db, inArray(wrapUps.id, [...ids]));

/** The shape of a wrap-up in queries, commands and pushes. */
export const toWrapUp = ({ cards, ...raw }: RawWrapUp, masking: Masking): WrapUpView => ({
  id: raw.id,
  version: raw.version,
  callId: raw.callId,
  conversationId: raw.conversationId,
  direction: raw.direction,
  customer: { id: raw.customerId, name: customerName(raw.customerName, masking) },
  place: { id: raw.placeId, name: raw.placeName },
  startedAt: raw.startedAt.toISOString(),
  endsAt: raw.endsAt.toISOString(),
  isOver: raw.isOver,
  disposition: raw.disposition,
  lastCard:
    cards
      .filter(({ userId }) => userId === raw.userId)
      .map((one) => cardRecord(one, masking))
      .at(-1) ?? null,
});

/**
 * Loads a wrap-up of the actor's, open or not.
 * @throws DomainError "not_found": it does not exist, or is somebody else's
 */
export async function loadMyWrapUp(db: Db | Tx, actor: PersonActor, wrapUpId: Id): Promise<RawWrapUp> {
  const [found] = await rawWrapUps(db, [wrapUpId]);
  if (found?.userId !== actor.id) throw new DomainError("not_found");
  return found;
}

/** The actor's open wrap-up, if any. @source Storeline `wrap_ups` */
export async function myWrapUps({ db, actor, now }: Ctx<PersonActor>): Promise<WrapUpView[]> {
  const isOpen = and(eq(wrapUps.isOver, false), gt(wrapUps.endsAt, now()));
  const mine = await select(db, and(eq(wrapUps.userId, actor.id), isOpen));
  return mine.map((raw) => toWrapUp(raw, maskingFor(actor)));
}

/**
 * One wrap-up of the actor's, open or not, with the dispositions to choose from.
 * @throws DomainError "not_found"
 * @source Storeline `wrap_ups`, and the setting of the place of the call
 */
export async function getWrapUp(
  { db, actor, settings }: Ctx<PersonActor>,
  { wrapUpId }: WrapUpInput,
): Promise<{ wrapUp: WrapUpView; choices: Disposition[] }> {
  const raw = await loadMyWrapUp(db, actor, wrapUpId);
  return { wrapUp: toWrapUp(raw, maskingFor(actor)), choices: await settings.get(dispositions, raw.placeId) };
}
