import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { calls, customers, places } from "@/db/schema";
import { BROWSERS } from "@/server/contract/constants";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import { causedByCustomer, command, type Write } from "@/server/domain/command";
import { needKey, placeConversations } from "@/server/domain/conversations/receiving/place-conversations";
import { identityKey, resolveCustomers } from "@/server/domain/customers/resolve-customer";
import { activeEndpoint, type Endpoint } from "@/server/domain/settings/active-endpoints";
import { normalizeIdentity } from "@/server/domain/text/normalize";
import { cleanText, oneLine } from "@/server/lib/text";
import { type Call, customerLeg, newCall } from "./call";
import { loadCalls } from "./load-call";
import { startMenu } from "./menus/menu";
import { menuFor } from "./menus/menu-facts";
import { ringFacts } from "./ring-facts";
import { ringNext } from "./ring-round";
import { webCalls } from "./settings";
import { storeNewCall } from "./store-new-call";
import { startVoicemail } from "./voicemail";

const ReceiveCall = z.object({
  callId: Id,
  endpointId: Id,
  from: z.custom<Identity>(),
  alsoKnownAs: z.array(z.custom<Identity>()).default([]),
  displayName: z.string().nullish(),
  /** What carries the customer's side. */
  provider: z.string().default(BROWSERS),
});
export type ReceivedCall = { callId: Id; legId: Id; conversationId: Id; seq: number; place: string };

/**
 * Receives a customer's call to one of our endpoints, from the web chat or from a phone: writes its entry in their conversation
 * and rings the people who are available. The same `callId` again is the same call.
 * @returns the customer's leg, and the name of the place that was called
 * @throws DomainError "not_found": no such endpoint, or another customer's call; "unavailable": this place takes no calls from the web
 */
export const receiveCall = command(ReceiveCall, async (write, input): Promise<ReceivedCall> => {
  const { tx, settings } = write;
  const endpoint = await activeEndpoint(tx, input.endpointId);
  if (!endpoint) throw new DomainError("not_found", "addressUnknown");
  const from = normalizeIdentity(input.from);
  const isWeb = from.kind === "visitor";
  if (isWeb && !(await settings.get(webCalls, endpoint.placeId))) throw new DomainError("unavailable", "webCallsOff");
  const displayName = oneLine(cleanText(input.displayName ?? ""), 80) || null;
  const alsoKnownAs = input.alsoKnownAs.map((one) => normalizeIdentity(one));
  const known = await resolveCustomers(write, [{ from, alsoKnownAs, displayName }]);
  const customerId = known.get(identityKey(from)) as Id;
  // Of two starts of one call at once, the second waits here and finds the first.
  await tx.select({ id: customers.id }).from(customers).where(eq(customers.id, customerId)).for("update");
  const [begun] = await loadCalls(tx, [input.callId]);
  if (begun && begun.customerId !== customerId) throw new DomainError("not_found");
  const caller = { endpoint, customerId, from, provider: input.provider };
  const call = begun ?? (await begin(causedByCustomer(write, customerId), input.callId, caller));
  const [place] = await tx.select({ name: places.name }).from(places).where(eq(places.id, endpoint.placeId));
  const { conversationId, seq } = call;
  return { callId: call.id, legId: customerLeg(call).id, conversationId, seq, place: place?.name ?? "" };
});

type Caller = { endpoint: Endpoint; customerId: Id; from: Identity; provider: string };

async function begin(write: Write, callId: Id, caller: Caller): Promise<Call> {
  const call = await callFrom(write, callId, caller);
  const menu = await menuFor(write, call);
  if (menu) {
    startMenu(call, menu, write.now);
    return storeNewCall(write, call);
  }
  const facts = await ringFacts(write, call);
  if (facts.voicemail?.isClosed) startVoicemail(call, facts.voicemail, write.now);
  // People are rung for the longest waiting customer first; `watch-calls` does that.
  else if (!(await isQueueAt(write, call.placeId))) ringNext(call, facts, write.now);
  return storeNewCall(write, call);
}

async function isQueueAt({ tx }: Write, placeId: Id): Promise<boolean> {
  const [first] = await tx
    .select({ id: calls.id })
    .from(calls)
    .where(and(eq(calls.placeId, placeId), eq(calls.state, "queued")))
    .limit(1);
  return first !== undefined;
}

async function callFrom(write: Write, callId: Id, { endpoint, customerId, from, provider }: Caller): Promise<Call> {
  const { tx, now } = write;
  const { id: endpointId, placeId, channel } = endpoint;
  const need = { customerId, endpointId, placeId, channel, from };
  const placed = await placeConversations(write, [need]);
  const [customer] = await tx.select({ name: customers.name }).from(customers).where(eq(customers.id, customerId));
  const values = {
    ...{ id: callId, conversationId: placed.get(needKey(need)) as Id, customerId, placeId, endpointId, channel },
    ...{ provider, contactKind: from.kind, contactValue: from.value, direction: "in" as const, queuedAt: now },
  };
  const onLine = { state: "up" as const, joinedAt: now, aliveAt: now };
  return newCall(values, [{ role: "customer", name: customer?.name ?? "", ...onLine }], now);
}
