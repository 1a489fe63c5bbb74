import { type Call, type Leg, newLeg, settle } from "@/server/domain/calls/call";

/**
 * A call for tests of the rules alone. The leg "customer" is the customer's; every other is a person's of the same id. Legs are on
 * the line where nothing else is said.
 */
export function aCall(values: Partial<Omit<Call, "legs">> & { legs?: (Partial<Leg> & { id: string })[] } = {}): Call {
  const { legs = [{ id: "customer" }], ...own } = values;
  const now = own.startedAt ?? new Date(0);
  const call: Call = {
    id: "call",
    conversationId: "conversation",
    itemId: "item",
    seq: 1,
    customerId: "maya",
    placeId: "pine",
    endpointId: "site",
    channel: "chat",
    provider: "web",
    contactKind: "visitor",
    contactValue: "v1",
    direction: "in",
    state: "queued",
    version: 1,
    holderId: null,
    queuedAt: now,
    isReturned: false,
    round: 0,
    ringUntil: null,
    transfer: null,
    voicemail: null,
    menu: null,
    prompt: null,
    announcedAt: null,
    recording: null,
    recordings: [],
    cardEntry: null,
    cards: [],
    phases: [],
    outcome: null,
    startedAt: now,
    connectedAt: null,
    endedAt: null,
    legs: [],
    wrapUps: [],
    ...own,
  };
  call.legs = legs.map((leg) => {
    const isCustomer = leg.id === "customer";
    const party = isCustomer ? { role: "customer" as const } : { role: "staff" as const, userId: leg.id };
    return newLeg(call, { name: leg.id, state: "up", joinedAt: now, aliveAt: now, ...party, ...leg }, now);
  });
  settle(call, now);
  return call;
}
