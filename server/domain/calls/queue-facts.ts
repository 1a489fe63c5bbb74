import { and, eq, gt, inArray, isNull, lt, ne, or } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { calls } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Write } from "@/server/domain/command";
import { activeEndpoint } from "@/server/domain/settings/active-endpoints";
import type { Call } from "./call";
import { checkCallableNumber } from "./callable-number";
import { isAnnouncementDue, type QueueFacts } from "./queue";
import { callbackOffer, queueAnnouncement } from "./settings";

type Reader = Pick<Write, "settings" | "voice" | "now"> & { tx: Db | Tx };

/** What a waiting customer should hear now; null while they should hear nothing, or cannot. */
export async function queueFacts(reader: Reader, call: Call): Promise<QueueFacts | null> {
  const { settings, voice, now } = reader;
  if (call.direction === "out" || !voice.prompts(call.provider)) return null;
  const { enabled, everySeconds } = await settings.get(queueAnnouncement, call.placeId);
  if (!enabled || !isAnnouncementDue(call, everySeconds, now)) return null;
  return {
    everySeconds,
    offersCallback: await isOfferedCallback(reader, call),
    ahead: await callsBefore(reader, call),
  };
}

/** Whether this customer may ask to be called back, by a key. */
export async function isOfferedCallback(reader: Reader, call: Call): Promise<boolean> {
  if (!reader.voice.prompts(call.provider)) return false;
  return (await reader.settings.get(callbackOffer, call.placeId)) && (await canBeCalledBack(reader, call));
}

/** How many customers wait at the place of a call who are rung for before it: those who were answered before, then by arrival. */
async function callsBefore({ tx }: Reader, { id, placeId, isReturned, startedAt }: Call): Promise<number> {
  const isEarlier = and(eq(calls.isReturned, isReturned), lt(calls.startedAt, startedAt));
  const isBefore = isReturned ? isEarlier : or(gt(calls.isReturned, isReturned), isEarlier);
  const isWaiting = and(inArray(calls.state, ["queued", "ringing"]), isNull(calls.outcome), isNull(calls.transfer));
  return tx.$count(
    calls,
    and(eq(calls.placeId, placeId), ne(calls.id, id), eq(calls.direction, "in"), isWaiting, isBefore),
  );
}

/** Whether something that is connected can call the customer now, on the number that they called from. */
async function canBeCalledBack({ tx, voice }: Reader, call: Call): Promise<boolean> {
  if (!hasNumber(call)) return false;
  const endpoint = await activeEndpoint(tx, call.endpointId);
  const number = { kind: "phone", value: call.contactValue } as const;
  return endpoint !== null && (await voice.providerFor(number, endpoint)) !== null;
}

/** Whether the customer called from a number that may be called. */
function hasNumber({ contactKind, contactValue }: Call): boolean {
  if (contactKind !== "phone") return false;
  try {
    checkCallableNumber(contactValue);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
