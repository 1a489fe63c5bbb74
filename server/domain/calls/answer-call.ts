import { AnswerCall, type LiveCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { requireEnabledUser } from "@/server/domain/conversations/record/target";
import { changeCall } from "./change-call";
import { liveCallFor } from "./live-call";
import { refuseSecondCall } from "./refuse-second-call";
import { answer } from "./talk";

/**
 * Answers a call that rings for the actor: exactly one wins, by the call's lock, and the conversation is theirs. Answering again
 * changes nothing.
 * @throws DomainError "not_found": it never rang for them; "taken" with `{ by }`; "conflict": it is over, no longer rings for them,
 * or they are on another call
 */
export const answerCall = command(
  AnswerCall,
  async (write: Write<PersonActor>, { callId, deviceId }): Promise<LiveCall | null> => {
    const { tx, actor, now } = write;
    await changeCall(write, callId, async (call) => {
      await requireEnabledUser(tx, actor.id);
      answer(call, actor.id, { deviceId, sessionId: actor.sid }, now);
      await refuseSecondCall(write, callId);
    });
    return liveCallFor(write, callId);
  },
);
