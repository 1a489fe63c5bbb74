import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { conversations, offers, undoRecords, users } from "@/db/schema";
import { canAssign, canBulkAssign } from "@/server/contract/abilities";
import { Undo, type UndoAction, type UndoResult, type UndoRowResult } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { maskingFor } from "@/server/domain/team/policy";
import type { OfferRecord } from "../offers/offer-record";
import type { ConversationRecord } from "../record/load-conversation";
import { canRead, placementOf } from "../record/policy";
import { conversationRow } from "../record/rows";
import { namesOf } from "../record/target";
import type { UndoRecord } from "../record/undo-record";
import { restoreConversation } from "./restore-conversation";

/**
 * Undoes a command of the actor: restores the state of conversations that have not changed since. Undoing twice changes
 * nothing. The result names parts that cannot be restored (an expired transfer, a disabled assignee).
 * @throws DomainError "not_found": no such command of this person, or older than 7 days; "forbidden"; "conflict" when its only
 * conversation has changed since (of many, the result marks the changed ones)
 */
export const undoChange = command(Undo, async (write: Write<PersonActor>, { undoId }): Promise<UndoResult> => {
  const { tx, actor, now } = write;
  const ofThis = and(eq(undoRecords.undoId, undoId), eq(undoRecords.byUserId, actor.id));
  const records = await tx
    .select()
    .from(undoRecords)
    .where(ofThis)
    .orderBy(asc(undoRecords.conversationId))
    .for("update");
  const [first] = records;
  if (!first) throw new DomainError("not_found", "nothingToUndo");
  if (!mayUndo(actor, first.action)) throw new DomainError("forbidden");
  const known = await load(write, records);
  const results: UndoRowResult[] = [];
  for (const record of records) results.push(await undoOne(write, record, known));
  await tx
    .update(undoRecords)
    .set({ undoneAt: now })
    .where(and(ofThis, isNull(undoRecords.undoneAt)));
  const restored = results.filter(({ outcome }) => outcome === "restored").length;
  const [only, ...others] = results;
  if (!only || others.length > 0 || first.action === "bulk_assign") return { undoId, restored, results, row: null };
  if (only.outcome === "not_found") throw new DomainError("not_found");
  if (only.outcome === "changed_meanwhile") {
    throw new DomainError("conflict", "changedSince");
  }
  return { undoId, restored, results, row: await conversationRow(tx, only.conversationId, maskingFor(actor)) };
});

function mayUndo(actor: PersonActor, action: UndoAction): boolean {
  if (action === "bulk_assign") return canBulkAssign(actor);
  return action === "assign" ? canAssign(actor) : true;
}

type Known = {
  rows: ReadonlyMap<Id, ConversationRecord>;
  offers: ReadonlyMap<Id, OfferRecord>;
  /** People who can still work. */
  enabled: ReadonlySet<Id>;
  names: (id: Id | null) => string;
};

/** The conversations, locked in id order, and the people and places in their records. */
async function load({ tx }: Write, all: readonly UndoRecord[]): Promise<Known> {
  const records = all.filter((record) => record.undoneAt === null);
  const rows = await tx
    .select()
    .from(conversations)
    .where(inArray(conversations.id, idsOf(records, "conversationId")))
    .orderBy(asc(conversations.id))
    .for("update");
  const withdrawn = await tx
    .select()
    .from(offers)
    .where(inArray(offers.id, idsOf(records, "fromOfferId")));
  const people = [...idsOf(records, "fromUserId"), ...withdrawn.map((offer) => offer.fromUserId)];
  // With the share lock, a concurrent disabling waits for us, or we wait for it.
  const enabled = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, people), isNull(users.disabledAt)))
    .for("share");
  return {
    rows: new Map(rows.map((row) => [row.id, row])),
    offers: new Map(withdrawn.map((offer) => [offer.id, offer])),
    enabled: new Set(enabled.map(({ id }) => id)),
    names: await namesOf(tx, [...idsOf(records, "fromUserId"), ...idsOf(records, "fromPlaceId")]),
  };
}

const idsOf = (
  records: readonly UndoRecord[],
  key: "conversationId" | "fromUserId" | "fromPlaceId" | "fromOfferId",
): Id[] => [...new Set(records.flatMap((record) => record[key] ?? []))];

async function undoOne(write: Write<PersonActor>, record: UndoRecord, known: Known): Promise<UndoRowResult> {
  const { conversationId } = record;
  const says = (outcome: UndoRowResult["outcome"]): UndoRowResult => ({ conversationId, outcome, unrestored: [] });
  if (record.undoneAt) return says("unchanged");
  const row = known.rows.get(conversationId);
  const offer = (record.fromOfferId && known.offers.get(record.fromOfferId)) || null;
  if (!row || !couldRead(write.actor, row, record, offer)) return says("not_found");
  if (row.version !== record.afterVersion) return says("changed_meanwhile");
  const ownerId = record.fromUserId && known.enabled.has(record.fromUserId) ? record.fromUserId : null;
  const restorable = offer && known.enabled.has(offer.fromUserId) ? offer : null;
  const to = known.names(ownerId ?? record.fromPlaceId);
  const unrestored = await restoreConversation(write, { record, row, ownerId, offer: restorable, to });
  return { conversationId, outcome: "restored", unrestored };
}

/** After the command its author may no longer see the conversation; it is enough that they could read it before. */
function couldRead(
  actor: PersonActor,
  row: ConversationRecord,
  before: UndoRecord,
  offer: OfferRecord | null,
): boolean {
  const was = {
    placeId: before.fromPlaceId,
    userId: before.fromUserId,
    offeredUserId: offer?.toUserId ?? null,
    offeredPlaceId: offer?.toUserId ? null : (offer?.toPlaceId ?? null),
  };
  return canRead(actor, placementOf(row)) || canRead(actor, was);
}
