import { and, eq, inArray, isNull, ne, notExists, type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { callLegs, conversations, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { openState } from "@/server/domain/hours/open-state";
import type { Call, Callee } from "./call";
import { overflowOf } from "./overflow";
import { isOfferedCallback, queueFacts } from "./queue-facts";
import type { RingFacts } from "./ring-round";
import { maxWaitSeconds, ringSeconds, transcription, voicemail } from "./settings";
import type { VoicemailOffer } from "./voicemail";

export type FactsReader = Pick<Write, "settings" | "presence" | "voice" | "canTranscribe" | "now"> & { tx: Db | Tx };

/** Reads who can be rung for a call now: people who are available, on no call, and not rung by another. */
export async function ringFacts(write: FactsReader, call: Call): Promise<RingFacts> {
  const { tx, settings, presence } = write;
  const overflowId = await overflowOf(tx, settings, call.placeId);
  const [conversation] = await tx
    .select({ ownerId: conversations.assigneeId })
    .from(conversations)
    .where(eq(conversations.id, call.conversationId));
  const ownerId = conversation?.ownerId ?? null;
  const hereIds = presence.availableAt(call.placeId);
  const owners = ownerId && presence.isAvailable(ownerId) ? [ownerId] : [];
  const overflowIds = overflowId ? presence.availableAt(overflowId) : [];
  const free = await freeOf(tx, [...hereIds, ...owners, ...overflowIds], call.id);
  return {
    owner: free.find(({ id }) => id === owners[0]) ?? null,
    here: free.filter(({ id }) => hereIds.includes(id)),
    overflow: free.filter(({ id }) => overflowIds.includes(id)),
    ringSeconds: await settings.get(ringSeconds, call.placeId),
    maxWaitSeconds: await settings.get(maxWaitSeconds, call.placeId),
    voicemail: await voicemailOffer(write, call, overflowId),
    queue: await queueFacts(write, call),
  };
}

/** Customers who call us may leave a message where the place wants that, and what carries their call can record it. */
async function voicemailOffer(reader: FactsReader, call: Call, overflowId: Id | null): Promise<VoicemailOffer | null> {
  const { settings, voice, canTranscribe, now } = reader;
  const { placeId, provider, direction, queuedAt } = call;
  const { enabled, maxSeconds } = await settings.get(voicemail, placeId);
  if (!enabled || direction === "out" || !voice.takesMessages(provider)) return null;
  const isOpen = async (at: Id) => (await openState({ settings, now: () => now }, at)).open;
  const isClosed = !(await isOpen(placeId)) && !(overflowId && (await isOpen(overflowId)));
  const transcribes = canTranscribe && (await settings.get(transcription, placeId)).voicemail;
  // Asked only when it is about to be said: calls are looked at each second.
  const hasWaited = now.getTime() - (queuedAt?.getTime() ?? 0) >= (await settings.get(maxWaitSeconds, placeId)) * 1000;
  const offersCallback = (isClosed || hasWaited) && (await isOfferedCallback(reader, call));
  return { maxSeconds, isClosed, transcribes, offersCallback };
}

/**
 * Filters for enabled people who are neither on another call nor rung by one. Legs of this call are left to the rules, which may
 * have changed them since they were stored.
 */
const freeOf = (tx: Db | Tx, ids: readonly Id[], callId: Id): Promise<Callee[]> =>
  enabledWithout(tx, ids, and(ne(callLegs.state, "ended"), ne(callLegs.callId, callId)));

/** Filters for enabled people who are on no call. A person who is being rung may be consulted. */
export const notOnLine = (tx: Db | Tx, ids: readonly Id[]): Promise<Callee[]> => enabledWithout(tx, ids, isOnLine);

const isOnLine = inArray(callLegs.state, ["up", "away"]);

async function enabledWithout(tx: Db | Tx, ids: readonly Id[], leg: SQL | undefined): Promise<Callee[]> {
  if (ids.length === 0) return [];
  const busy = tx
    .select({ one: sql`1` })
    .from(callLegs)
    .where(and(eq(callLegs.userId, users.id), leg));
  return tx
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(and(inArray(users.id, [...new Set(ids)]), isNull(users.disabledAt), notExists(busy)))
    .orderBy(users.name, users.id);
}
