import { and, inArray } from "drizzle-orm";
import { conversations } from "@/db/schema";
import type { LoggedEvent, SyncAnswer } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { groupsOf } from "@/server/domain/merging/members";
import { log } from "@/server/lib/log";
import { compareCursors, logExtent, logHead, readLog } from "@/server/outbox/event-log";
import type { Ctx } from "../context";
import { visibleTo } from "../conversations/record/policy";
import { maskingFor } from "../team/policy";
import { envelopeFor } from "./audience";
import { hydrate } from "./hydrate";
import type { Recipient } from "./noun";
import { pushedNouns, type Registry } from "./registry";

const PAGE = 500;
const TOO_FAR = 2000;

/**
 * Returns the envelopes that this person missed since a cursor, in log order, equal to those of pushes. `more`: ask again from
 * the returned cursor. `reset`: the cursor is not of this log, too old, or too far behind; refetch everything.
 */
export async function syncSince(
  ctx: Ctx<PersonActor>,
  { cursor }: { cursor: string },
  registry: Registry = pushedNouns,
): Promise<SyncAnswer> {
  const { db, actor } = ctx;
  const { isKnown, head, behind } = await logExtent(db, cursor, TOO_FAR + 1);
  if (!isKnown || behind > TOO_FAR) return { reset: true, cursor: head };
  const batch = await readLog(db, cursor, PAGE);
  const more = batch.length === PAGE;
  const last = batch.at(-1)?.cursor ?? cursor;
  const hydrated = await hydrate(db, batch, maskingFor(actor), registry).catch((error) => unreadable(db, error));
  if (hydrated === null) return { reset: true, cursor: head };
  const recipient = subscribedToAll(actor, await readableCustomers(ctx, batch, registry));
  const envelopes = latestPerSubject(batch, registry).flatMap((event) => {
    const envelope = hydrated.get(event.cursor);
    return (envelope && envelopeFor(recipient, event, envelope, registry)) ?? [];
  });
  // The head was read before the log, so every event up to it was visible.
  return { reset: false, envelopes, more, cursor: more || compareCursors(last, head) > 0 ? last : head };
}

/** A screen that catches up counts as subscribed to everything its person may read. */
const subscribedToAll = (actor: PersonActor, customers: ReadonlySet<Id>): Recipient => ({
  actor,
  isSubscribedToCustomer: (id) => customers.has(id),
  isSubscribedToSku: () => true,
  isSubscribedToStream: () => true,
});

/** An event that cannot be read must not keep a screen out of sync for ever. @throws while the database is unavailable */
async function unreadable(db: Ctx["db"], error: unknown): Promise<null> {
  await logHead(db);
  log.error({ err: error }, "sync: a page of the log cannot be read; this screen refetches everything");
  return null;
}

/** Whoever is one person with a customer of these events, and has a conversation that this person may read. */
async function readableCustomers(
  { db, actor }: Ctx<PersonActor>,
  batch: readonly LoggedEvent[],
  registry: Registry,
): Promise<ReadonlySet<Id>> {
  const ids = [...new Set(batch.flatMap(({ type, payload }) => registry.get(type)?.customers?.(payload) ?? []))];
  if (ids.length === 0) return new Set();
  const members = [...(await groupsOf(db, ids)).values()].flatMap(({ memberIds }) => memberIds);
  const found = await db
    .selectDistinct({ id: conversations.customerId })
    .from(conversations)
    .where(and(inArray(conversations.customerId, members), visibleTo(actor)));
  return new Set(found.map(({ id }) => id));
}

/** Removes events that a later one about the same subject replaces. */
function latestPerSubject(batch: readonly LoggedEvent[], registry: Registry): LoggedEvent[] {
  const last = new Map<string, LoggedEvent>();
  const keyOf = ({ cursor, type, payload }: LoggedEvent): string => {
    const noun = registry.get(type);
    const subject = noun?.subject(payload) ?? null;
    return subject === null ? cursor : `${noun?.name} ${subject}`;
  };
  for (const event of batch) last.set(keyOf(event), event);
  return batch.filter((event) => last.get(keyOf(event)) === event);
}
