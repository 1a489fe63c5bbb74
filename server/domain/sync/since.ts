import { and, inArray } from "drizzle-orm";
import { conversations } from "@/db/schema";
import type { Envelope, EventPayloads, LoggedEvent, SyncAnswer } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { log } from "@/server/lib/log";
import { compareCursors, logExtent, logHead, readLog } from "@/server/outbox/log";
import type { Ctx } from "../context";
import { maskingFor, visibleTo } from "../conversations/policy";
import { orderTold, toldTo } from "./audience";
import { hydrate } from "./hydrate";

const PAGE = 500;
const TOO_FAR = 2000;

/**
 * What this person missed since a cursor, in log order, as the same envelopes that pushes carry. `more`: ask again from the
 * cursor given. `reset`: the cursor is not of this log, older than it keeps, or too far behind; ask everything again.
 */
export async function syncSince({ db, actor }: Ctx<PersonActor>, { cursor }: { cursor: string }): Promise<SyncAnswer> {
  const { isKnown, head, behind } = await logExtent(db, cursor, TOO_FAR + 1);
  if (!isKnown || behind > TOO_FAR) return { reset: true, cursor: head };
  const batch = await readLog(db, cursor, PAGE);
  const more = batch.length === PAGE;
  const last = batch.at(-1)?.cursor ?? cursor;
  const said = await hydrate(db, batch, maskingFor(actor)).catch((error) => unreadable(db, error));
  if (said === null) return { reset: true, cursor: head };
  const known = await customersKnownTo(db, actor, batch);
  const envelopes: Envelope[] = [];
  for (const event of latestPerThing(batch)) {
    const envelope = said.get(event.cursor);
    const told = envelope && tellOne(actor, event, envelope, known);
    if (told) envelopes.push(told);
  }
  // The head was read before the log: every event up to it was there to be read.
  return { reset: false, envelopes, more, cursor: more || compareCursors(last, head) > 0 ? last : head };
}

/** One event that cannot be read must not keep a screen out of step for ever. @throws while the database is away */
async function unreadable(db: Ctx["db"], error: unknown): Promise<null> {
  await logHead(db);
  log.error({ err: error }, "sync: a page of the log cannot be read; this screen asks everything again");
  return null;
}

/** The read policy decides; customers and their orders are told to those who may read a conversation of theirs. */
function tellOne(actor: PersonActor, event: LoggedEvent, envelope: Envelope, known: ReadonlySet<Id>): Envelope | null {
  if (envelope.entity.kind === "order") return orderTold(event, envelope, (id) => known.has(id));
  if (envelope.entity.kind === "customer" && !known.has(envelope.entity.customerId)) return null;
  return toldTo(actor, event, envelope);
}

/** The customers an event is about: an order that moved is about two. */
function customersOf(event: LoggedEvent): Id[] {
  if (event.type === "customer.changed" || event.type === "consent.changed") return [event.payload.customerId];
  if (event.type !== "order.changed") return [];
  return [event.payload.customerId, event.payload.previousCustomerId].flatMap((id) => id ?? []);
}

/** Customers with a conversation this person may read. */
async function customersKnownTo(
  db: Ctx["db"],
  actor: PersonActor,
  batch: readonly LoggedEvent[],
): Promise<ReadonlySet<Id>> {
  const ids = [...new Set(batch.flatMap(customersOf))];
  if (ids.length === 0) return new Set();
  const found = await db
    .selectDistinct({ id: conversations.customerId })
    .from(conversations)
    .where(and(inArray(conversations.customerId, ids), visibleTo(actor)));
  return new Set(found.map(({ id }) => id));
}

/** Things are told as they are now, so of many changes to one SKU, order, customer or person the last is enough. */
function latestPerThing(batch: readonly LoggedEvent[]): LoggedEvent[] {
  const last = new Map<string, LoggedEvent>();
  for (const event of batch) last.set(thingOf(event), event);
  return batch.filter((event) => last.get(thingOf(event)) === event);
}

function thingOf(event: LoggedEvent): string {
  const { payload } = event;
  if ("skuId" in payload) return payload.skuId;
  // A move is told to those who lose the order, too, so it is never left out.
  if ("orderId" in payload) return payload.previousCustomerId ? event.cursor : payload.orderId;
  if (event.type === "feed.vouched") return feedOf(event.payload);
  if (event.type === "person.changed") return event.payload.userId;
  if (event.type === "place.changed") return event.payload.placeId;
  return event.type === "customer.changed" || event.type === "consent.changed"
    ? event.payload.customerId
    : event.cursor;
}

const feedOf = ({ source, stream, placeId }: EventPayloads["feed.vouched"]): string =>
  JSON.stringify([source, stream, placeId]);
