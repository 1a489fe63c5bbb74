import type { z } from "zod";
import { TakeCard } from "@/server/contract/card-entries";
import { DomainError, type Explanation, refused } from "@/server/contract/errors";
import { CallInput, type LiveCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import type { Call } from "../call";
import { changeCall } from "../change-call";
import { liveCallFor } from "../live-call";
import { loadCalls } from "../load-call";
import { requireOnLine } from "../talk";
import { cancelCardEntry, hasCardEntry, startCardEntry } from "./card-entry";
import { cardKeysProblem, cardsAllowed } from "./card-offer";

/** @throws DomainError "not_found"; "conflict": the actor is not on the call any more */
async function callOfMine({ db, actor }: Ctx<PersonActor>, { callId }: CallInput): Promise<Call> {
  const [call] = await loadCalls(db, [callId]);
  if (!call) throw new DomainError("not_found");
  requireOnLine(call, actor.id);
  return call;
}

/**
 * Whether the customer of the actor's call can enter a card by keypad now, and if not, why.
 * @throws DomainError "not_found"; "conflict": the actor is not on the call any more
 */
export async function cardOffer(ctx: Ctx<PersonActor>, input: CallInput): Promise<{ refusal: Explanation | null }> {
  const call = await callOfMine(ctx, input);
  const ports = { settings: ctx.settings, canTakeCards: ctx.payments !== null };
  return { refusal: (await cardsAllowed(ports, call)) ?? (await cardKeysProblem(ctx, call)) };
}

/**
 * Lets the customer of the actor's call enter a card by keypad: they leave the others, and come back by themselves. The same `entryId`
 * again is the same entry.
 * @throws DomainError "not_found"; "forbidden": somebody else holds the call; "conflict": cards are not taken at this place or on this call,
 * or not now; "unavailable": the phone system is away
 */
export async function takeCard(ctx: Ctx<PersonActor>, input: z.infer<typeof TakeCard>): Promise<LiveCall | null> {
  const call = await callOfMine(ctx, { callId: input.callId });
  // Asked before the transaction: the phone system is on another machine.
  const isAllowed =
    (await cardsAllowed({ settings: ctx.settings, canTakeCards: ctx.payments !== null }, call)) === null;
  const problem = isAllowed && !hasCardEntry(call, input.entryId) ? await cardKeysProblem(ctx, call) : null;
  if (problem) throw refused(problem.reason === "phoneSystemAway" ? "unavailable" : "conflict", problem);
  return begin(ctx, input);
}

const begin = command(TakeCard, async (write: Write<PersonActor>, { callId, entryId }): Promise<LiveCall | null> => {
  await changeCall(write, callId, async (call) => {
    requireOnLine(call, write.actor.id);
    if (hasCardEntry(call, entryId)) return;
    const refusal = await cardsAllowed(write, call);
    if (refusal) throw refused("conflict", refusal);
    startCardEntry(call, write.actor, entryId, write.now);
  });
  return liveCallFor(write, callId);
});

/**
 * Cancels the card entry of the actor's call. Without one, nothing happens.
 * @throws DomainError "not_found"; "forbidden": somebody else holds the call; "conflict": the card is with the payment service already
 */
export const cancelCard = command(
  CallInput,
  async (write: Write<PersonActor>, { callId }): Promise<LiveCall | null> => {
    await changeCall(write, callId, (call) => cancelCardEntry(call, write.actor.id, write.now));
    return liveCallFor(write, callId);
  },
);
