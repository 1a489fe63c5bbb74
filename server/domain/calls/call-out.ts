import { and, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { calls, customers } from "@/db/schema";
import type { DestinationRef } from "@/server/contract/destinations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { CallOut, type LiveCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { moveConversation, namesForMoves } from "@/server/domain/conversations/assignment/move";
import { makeOpen } from "@/server/domain/conversations/receiving/place-conversations";
import { appendItem, lineBy } from "@/server/domain/conversations/record/append-item";
import { type ConversationRecord, loadConversation } from "@/server/domain/conversations/record/load-conversation";
import { requireEnabledUser } from "@/server/domain/conversations/record/target";
import { resolveDestination } from "@/server/domain/conversations/sending/reply-destinations";
import { membersOf } from "@/server/domain/merging/members";
import { type Call, newCall } from "./call";
import { type CallRoute, callRoutes, checkMayCall } from "./call-routes";
import { liveCallFor } from "./live-call";
import { loadCalls } from "./load-call";
import { refuseSecondCall } from "./refuse-second-call";
import { customerRingSeconds } from "./settings";
import { storeNewCall } from "./store-new-call";

/**
 * Calls the customer of a conversation: the actor is on the line at once, and the customer is rung. The conversation is theirs, and
 * open. The same `callId` again is the same call.
 * @throws DomainError "not_found": no such conversation, or another person's call; "invalid": no such address, or a number that may
 * not be called; "consent": an opt-out, or quiet hours; "conflict": nothing reaches the address, or one of both is on a call already
 */
export async function callOut(ctx: Ctx<PersonActor>, input: CallOut): Promise<LiveCall | null> {
  const [begun] = await loadCalls(ctx.db, [input.callId]);
  if (begun) return placeCall(ctx, { ...input, provider: begun.provider });
  const conversation = await loadConversation(ctx.db, ctx.actor, input.conversationId);
  // Asked before the transaction: a provider may be on another machine.
  const route = pick(await callRoutes(ctx, conversation), input.to);
  if (route.refusal) throw route.refusal;
  const { endpointId, identityId } = route.destination;
  return placeCall(ctx, { ...input, to: { endpointId: endpointId as Id, identityId }, provider: route.provider });
}

/** The way that was asked for; else the first that can be used, or the first of all for its refusal. */
function pick(routes: readonly CallRoute[], to: DestinationRef | undefined): CallRoute {
  const isAsked = ({ destination }: CallRoute) =>
    destination.endpointId === to?.endpointId && destination.identityId === to?.identityId;
  const found = to ? routes.find(isAsked) : (routes.find(({ refusal }) => refusal === null) ?? routes[0]);
  if (!found) throw new DomainError("invalid", to ? "notReachable" : "nothingToCall");
  return found;
}

const PlaceCall = CallOut.extend({ provider: z.string() });
type PlaceCall = z.output<typeof PlaceCall>;

const placeCall = command(PlaceCall, async (write: Write<PersonActor>, input): Promise<LiveCall | null> => {
  const { tx, actor } = write;
  const conversation = await loadConversation(tx, actor, input.conversationId);
  // Of two calls to one customer at once, the second waits here and finds the first.
  await tx.select({ id: customers.id }).from(customers).where(eq(customers.id, conversation.customerId)).for("update");
  const [begun] = await loadCalls(tx, [input.callId]);
  if (!begun) await begin(write, conversation, input);
  else if (!begun.legs.some(({ userId }) => userId === actor.id)) throw new DomainError("not_found");
  return liveCallFor(write, input.callId);
});

async function begin(write: Write<PersonActor>, found: ConversationRecord, input: PlaceCall): Promise<void> {
  const { tx, actor, now } = write;
  await requireEnabledUser(tx, actor.id);
  const to = await resolveDestination(tx, found, input.to, now);
  await checkMayCall(write, found, to);
  await refuseSecondCall(write, input.callId);
  await refuseBusyCustomer(write, found.customerId);
  const conversation = await openFor(write, found.id);
  const ringSeconds = await write.settings.get(customerRingSeconds, conversation.placeId);
  const { id: conversationId, customerId, placeId, customerName } = conversation;
  const own = { userId: actor.id, purpose: "call_out" as const, deviceId: input.deviceId, sessionId: actor.sid };
  const call: Call = newCall(
    {
      ...{ id: input.callId, conversationId, customerId, placeId, endpointId: to.endpointId, channel: to.channel },
      ...{ provider: input.provider, contactKind: to.kind, contactValue: to.value, direction: "out" },
      ...{ holderId: actor.id, ringUntil: new Date(now.getTime() + ringSeconds * 1000) },
    },
    [
      { role: "customer", name: customerName, purpose: "call_out" },
      { role: "staff", name: actor.name, state: "up", joinedAt: now, aliveAt: now, ...own },
    ],
    now,
  );
  await storeNewCall(write, call);
}

async function refuseBusyCustomer({ tx }: Write, customerId: Id): Promise<void> {
  const [other] = await tx
    .select({ id: calls.id })
    .from(calls)
    .where(and(sql`${calls.customerId} in ${membersOf(customerId)}`, ne(calls.state, "ended")))
    .limit(1);
  if (other) throw new DomainError("conflict", "customerOnCall");
}

/** The conversation is open, and the caller's. */
async function openFor(write: Write<PersonActor>, conversationId: Id): Promise<ConversationRecord> {
  const { tx, actor, emit } = write;
  const { status, lastSeq } = await loadConversation(tx, actor, conversationId, { lock: true });
  if (status === "snoozed") await makeOpen(write, conversationId);
  if (status === "resolved") {
    const touch = { status: "open" as const, resolvedAt: null, finishedSeq: lastSeq };
    const line = { kind: "system" as const, system: { type: "reopened" as const, ...lineBy(actor) } };
    const { seq } = await appendItem(write, conversationId, line, touch);
    emit("conversation.reopened", { conversationId, seqs: [seq] });
  }
  const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
  const to = { placeId: conversation.placeId, userId: actor.id };
  const names = await namesForMoves(write, [conversation], [to]);
  return (await moveConversation(write, conversation, to, names)) ?? conversation;
}
