import { CallInput, ConsultOnCall, type LiveCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { consult, join } from "./handover";
import { handoverTarget, ringUntil } from "./handover-target";
import { liveCallFor } from "./live-call";
import { cancelConsult, requireHolder } from "./talk";

/**
 * Consults a colleague in private while the customer hears music. If nobody answers in time, the customer is back.
 * @throws DomainError "not_found"; "forbidden": somebody else holds the call; "conflict": not on the line, a consultation or transfer
 * is under way, or nobody there can take a call; "invalid": no such target
 */
export const consultOnCall = command(
  ConsultOnCall,
  async (write: Write<PersonActor>, { callId, to }): Promise<LiveCall | null> => {
    await changeCall(write, callId, async (call) => {
      requireHolder(call, write.actor.id);
      const target = await handoverTarget(write, call, to);
      consult(call, write.actor.id, target, await ringUntil(write, call), write.now);
    });
    return liveCallFor(write, callId);
  },
);

/**
 * Cancels a consultation, or a transfer that nobody has answered: the customer is back with the actor.
 * @throws DomainError "not_found"; "forbidden"; "conflict": not on the line
 */
export const cancelConsultation = command(
  CallInput,
  async (write: Write<PersonActor>, { callId }): Promise<LiveCall | null> => {
    await changeCall(write, callId, (call) => {
      requireHolder(call, write.actor.id);
      cancelConsult(call, write.now);
    });
    return liveCallFor(write, callId);
  },
);

/**
 * Brings the customer into the consultation: all three hear each other.
 * @throws DomainError "not_found"; "forbidden"; "conflict": nobody was consulted, or they have not answered yet
 */
export const joinCall = command(CallInput, async (write: Write<PersonActor>, { callId }): Promise<LiveCall | null> => {
  await changeCall(write, callId, (call) => join(call, write.actor.id));
  return liveCallFor(write, callId);
});
