import { and, eq } from "drizzle-orm";
import { conversations } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import { CallInput, type LiveCall, SuperviseCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { visibleTo } from "@/server/domain/conversations/record/policy";
import { canSeeBoard } from "@/server/domain/team/policy";
import type { Call } from "./call";
import { changeCall } from "./change-call";
import { liveCallFor } from "./live-call";
import { isAllowed } from "./lost-supervision";
import { refuseSecondCall } from "./refuse-second-call";
import { supervision } from "./settings";
import { supervise, takeOverCall } from "./supervise";

/**
 * Begins to supervise a colleague's call, or changes the mode of somebody who does: listen, whisper to the staff, or barge in.
 * @throws DomainError "not_found": no call that the actor may read; "forbidden": not a supervisor, or not allowed at this place;
 * "conflict": nobody of ours is on the line, or the actor takes part in this call or another
 */
export const superviseCall = command(
  SuperviseCall,
  async (write: Write<PersonActor>, { callId, mode, deviceId }): Promise<LiveCall | null> => {
    const { actor, now } = write;
    await changeCall(write, callId, async (call) => {
      await requireSupervisor(write, call);
      const allowed = await write.settings.get(supervision, call.placeId);
      if (!isAllowed(allowed, mode)) throw new DomainError("forbidden", "supervisionOff");
      await refuseSecondCall(write, callId);
      const device = { deviceId, sessionId: actor.sid };
      supervise(call, actor, { mode, isHidden: !allowed.showListening }, device, now);
    });
    return liveCallFor(write, callId);
  },
);

/**
 * A supervisor takes a call over that they supervise. Whoever held it leaves, and the conversation is the supervisor's.
 * @throws DomainError "not_found"; "forbidden": not allowed at this place; "conflict": the actor does not supervise the call
 */
export const takeCallOver = command(
  CallInput,
  async (write: Write<PersonActor>, { callId }): Promise<LiveCall | null> => {
    await changeCall(write, callId, async (call) => {
      await requireSupervisor(write, call);
      const { takeOver } = await write.settings.get(supervision, call.placeId);
      if (!takeOver) throw new DomainError("forbidden", "supervisionOff");
      takeOverCall(call, write.actor.id, write.now);
    });
    return liveCallFor(write, callId);
  },
);

/** Whoever may not read the conversation learns nothing of the call. */
async function requireSupervisor({ tx, actor }: Write<PersonActor>, { conversationId }: Call): Promise<void> {
  const [readable] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.id, conversationId), visibleTo(actor)));
  if (!readable) throw new DomainError("not_found");
  if (!canSeeBoard(actor)) throw new DomainError("forbidden");
}
