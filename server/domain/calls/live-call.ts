import { and, asc, eq, inArray, ne } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { callLegs, calls, conversations, places } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { CallInput, CallLeg, LiveCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { visibleTo } from "@/server/domain/conversations/record/policy";
import { canSeeBoard, maskingFor } from "@/server/domain/team/policy";
import { cardRecord, contactLabel, customerName, freeText, handoffCard, type Masking } from "@/server/domain/text/mask";
import { type Call, isLive, type Leg, lastLegOf } from "./call";
import { cardEntryView } from "./cards/card-entry";
import { loadCalls } from "./load-call";
import { recordingView } from "./recording";

/** A call beside the names of its customer and its place. */
export type RawCall = { call: Call; customerName: string; placeName: string };

/** Loads calls with the names they show. Authorizes nothing. */
export async function rawCalls(db: Db | Tx, ids: readonly Id[]): Promise<RawCall[]> {
  const found = await loadCalls(db, ids);
  if (found.length === 0) return [];
  const names = await db
    .select({ id: calls.id, customerName: conversations.customerName, placeName: places.name })
    .from(calls)
    .innerJoin(conversations, eq(conversations.id, calls.conversationId))
    .innerJoin(places, eq(places.id, calls.placeId))
    .where(inArray(calls.id, [...ids]));
  const named = new Map(names.map((one) => [one.id, one]));
  return found.map((call) => {
    const { customerName = "", placeName = "" } = named.get(call.id) ?? {};
    return { call, customerName, placeName };
  });
}

/** The shape of a call in queries, commands and pushes. */
export function toLiveCall({ call, customerName: name, placeName }: RawCall, masking: Masking): LiveCall {
  const { transfer, contactKind, contactValue } = call;
  const lastCard = call.cards.at(-1);
  return {
    id: call.id,
    version: call.version,
    conversationId: call.conversationId,
    seq: call.seq,
    direction: call.direction,
    state: call.state,
    channel: call.channel,
    provider: call.provider,
    customer: {
      id: call.customerId,
      name: customerName(name, masking),
      contact: contactLabel(contactKind, contactValue, masking),
    },
    place: { id: call.placeId, name: placeName },
    startedAt: call.startedAt.toISOString(),
    connectedAt: call.connectedAt?.toISOString() ?? null,
    endedAt: call.endedAt?.toISOString() ?? null,
    legs: lastLegs(call).map((leg) => toLeg(leg, masking)),
    holderId: call.holderId,
    recording: recordingView(call),
    cardEntry: cardEntryView(call),
    lastCard: lastCard ? cardRecord(lastCard, masking) : null,
    transfer: transfer && { ...transfer, card: handoffCard(transfer.card, masking) },
  };
}

/** The last leg of each party; a person who is rung again has several. */
const lastLegs = (call: Call): Leg[] =>
  call.legs.filter((leg) => leg.userId === null || leg === lastLegOf(call, leg.userId));

const toLeg = (
  { id, role, userId, name, state, purpose, held, muted, supervision, isHidden, since, endedAs }: Leg,
  masking: Masking,
): CallLeg => ({
  id,
  role,
  userId,
  name: role === "customer" ? customerName(name, masking) : freeText(name, masking),
  state,
  purpose,
  held,
  muted,
  supervision,
  isHidden,
  since: since.toISOString(),
  endedAs,
});

/** The call as this person sees it: a supervisor who only listens may be hidden from others than supervisors. */
export const asSeenBy = (call: LiveCall, actor: PersonActor): LiveCall =>
  canSeeBoard(actor) ? call : { ...call, legs: call.legs.filter((leg) => !leg.isHidden || leg.userId === actor.id) };

/** Whether this person is rung by the call, or takes part in it. */
export const isParty = ({ legs }: Pick<LiveCall, "legs">, userId: Id): boolean =>
  legs.some((leg) => leg.userId === userId && leg.state !== "ended");

/** The call as the result of a command; null if the actor has left it. */
export async function liveCallFor(
  { tx, actor }: { tx: Db | Tx; actor: PersonActor },
  callId: Id,
): Promise<LiveCall | null> {
  const [raw] = await rawCalls(tx, [callId]);
  return raw?.call.legs.some((leg) => leg.userId === actor.id && isLive(leg))
    ? asSeenBy(toLiveCall(raw, maskingFor(actor)), actor)
    : null;
}

/** The calls ringing for the actor, and the call they are on, oldest first. @source Storeline `calls` */
export async function myCalls({ db, actor }: Ctx<PersonActor>): Promise<LiveCall[]> {
  const mine = await db
    .selectDistinct({ id: callLegs.callId, startedAt: calls.startedAt })
    .from(callLegs)
    .innerJoin(calls, eq(calls.id, callLegs.callId))
    .where(and(eq(callLegs.userId, actor.id), ne(callLegs.state, "ended")))
    .orderBy(asc(calls.startedAt));
  const raws = await rawCalls(
    db,
    mine.map(({ id }) => id),
  );
  const order = new Map(mine.map(({ id }, at) => [id, at]));
  return raws
    .map((raw) => asSeenBy(toLiveCall(raw, maskingFor(actor)), actor))
    .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}

/**
 * One call, for those who take part in it or are rung by it, and those who may read its conversation.
 * @throws DomainError "not_found"
 * @source Storeline `calls`
 */
export async function getCall({ db, actor }: Ctx<PersonActor>, { callId }: CallInput): Promise<LiveCall> {
  const [raw] = await rawCalls(db, [callId]);
  if (!raw) throw new DomainError("not_found");
  const call = asSeenBy(toLiveCall(raw, maskingFor(actor)), actor);
  if (isParty(call, actor.id)) return call;
  const [readable] = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.id, call.conversationId), visibleTo(actor)));
  if (!readable) throw new DomainError("not_found");
  return call;
}
