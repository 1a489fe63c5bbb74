import { z } from "zod";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { changeCall } from "./change-call";
import { openWrapUpsOn } from "./store-wrap-ups";
import { endWrapUps } from "./wrap-up";

/** Ends the actor's open wrap-up, because they chose what they do now. Without one nothing changes. */
export const endMyWrapUp = command(z.undefined(), async (write: Write<PersonActor>): Promise<void> => {
  const { actor, now } = write;
  for (const { callId } of await openWrapUpsOn(write, [actor.id], null))
    await changeCall(write, callId, (call) => endWrapUps(call, actor.id, now));
});
