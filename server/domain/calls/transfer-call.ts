import { CompleteCallTransfer, type LiveCall, TransferCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { completeTransfer, transfer } from "./handover";
import { handoverTarget, ringUntil } from "./handover-target";
import { liveCallFor } from "./live-call";
import { requireHolder } from "./talk";
import { recordCard } from "./transfer-lines";

/**
 * Transfers a call without a consultation (a blind transfer): the customer hears music, and the sender holds the call until somebody
 * answers. If nobody does, it returns to the sender, or to the front of the queue when the sender has left.
 * @throws DomainError as `consultOnCall`
 */
export const transferCall = command(
  TransferCall,
  async (write: Write<PersonActor>, { callId, to, card }): Promise<LiveCall | null> => {
    await changeCall(write, callId, async (call) => {
      requireHolder(call, write.actor.id);
      const target = await handoverTarget(write, call, to);
      transfer(call, write.actor.id, { ...target, card }, await ringUntil(write, call), write.now);
    });
    return liveCallFor(write, callId);
  },
);

/**
 * Completes a transfer to the consulted colleague: the call and its conversation move together, with the card if there is one.
 * @throws DomainError "not_found"; "forbidden"; "conflict": nobody was consulted, or they have not answered yet
 */
export const completeCallTransfer = command(
  CompleteCallTransfer,
  async (write: Write<PersonActor>, { callId, card }): Promise<null> => {
    await changeCall(write, callId, async (call) => {
      completeTransfer(call, write.actor.id, write.now);
      if (card) await recordCard(write, call, card);
    });
    return null;
  },
);
