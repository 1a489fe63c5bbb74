import type { StartedWebCall } from "@/server/contract/call-media";
import type { LoggedEvent } from "@/server/contract/events";
import { contactsCalled, ringsAt } from "@/server/domain/calls/ringing-customer";
import type { Ctx } from "@/server/domain/context";
import { mintLegToken } from "@/server/lib/leg-token";
import { isAboutCalls } from "./call-media";

/** The call of ours that rings in a visitor's chat now, with what the chat needs to answer it, or null. */
export async function ringOf(db: Ctx["db"], visitorId: string): Promise<StartedWebCall | null> {
  return (await ringsOf(db, [visitorId])).get(visitorId) ?? null;
}

async function ringsOf(db: Ctx["db"], visitorIds: readonly string[]): Promise<Map<string, StartedWebCall>> {
  const rings = new Map<string, StartedWebCall>();
  for (const { contact, callId, legId, place } of await ringsAt(db, "visitor", visitorIds))
    rings.set(contact, { callId, legId, place, token: await mintLegToken({ callId, legId }) });
  return rings;
}

/** What rings, or no longer does, in the chats of these visitors after a batch of events. */
export async function changedRings(
  db: Ctx["db"],
  batch: readonly LoggedEvent[],
  isHere: (visitorId: string) => boolean,
): Promise<{ visitorId: string; ring: StartedWebCall | null }[]> {
  const callIds = batch.flatMap((event) => (isAboutCalls(event) ? event.payload.callId : []));
  const called = (await contactsCalled(db, "visitor", callIds)).filter(isHere);
  const rings = await ringsOf(db, called);
  return called.map((visitorId) => ({ visitorId, ring: rings.get(visitorId) ?? null }));
}
