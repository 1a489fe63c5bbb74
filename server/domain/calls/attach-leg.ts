import { and, inArray } from "drizzle-orm";
import { z } from "zod";
import { callLegs } from "@/db/schema";
import { AttachLeg, type MediaPlan } from "@/server/contract/call-media";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import { command, type Write } from "@/server/domain/command";
import type { Call, Leg } from "./call";
import { changeCall } from "./change-call";
import { heardOf } from "./liveness";
import { mediaPlanOf } from "./media-plan";

/**
 * A browser says that it carries a leg: a person of ours their own, and the edge that checked a customer's token theirs, as the
 * system. A customer's newest tab carries their leg; that of a person of ours moves by `moveCall` alone.
 * @returns what the browser does now
 * @throws DomainError "not_found" for a leg that is not theirs
 */
export const attachLeg = command(AttachLeg, async (write, { callId, legId, deviceId }): Promise<MediaPlan> => {
  const call = await changeCall(write, callId, (loaded) => {
    const leg = ownLeg(write, loaded, legId);
    if (leg.role === "customer" || leg.deviceId === null) leg.deviceId = deviceId;
    if (leg.deviceId === deviceId) heardOf(leg, write.now);
  });
  return mediaPlanOf(call, legId, deviceId) as MediaPlan;
});

function ownLeg({ actor }: Write, call: Call, legId: Id): Leg {
  const leg = call.legs.find(({ id }) => id === legId);
  const isOwn = actor.kind === "person" ? leg?.userId === actor.id : leg?.role === "customer";
  if (!leg || !isOwn) throw new DomainError("not_found");
  return leg;
}

/**
 * Records that the browsers of these legs have reported. Changes nothing that screens show, except that a leg that was away is back.
 * For edges that know whose legs they are.
 */
export const hearLegs = command(z.object({ legIds: z.array(Id) }), async (write, { legIds }): Promise<void> => {
  const heard = await write.tx
    .update(callLegs)
    .set({ aliveAt: write.now })
    .where(and(inArray(callLegs.id, legIds), inArray(callLegs.state, ["up", "away"])))
    .returning({ id: callLegs.id, callId: callLegs.callId, state: callLegs.state });
  for (const { id, callId } of heard.filter(({ state }) => state === "away")) await comeBack(write, callId, id);
});

const comeBack = (write: Write, callId: Id, legId: Id): Promise<unknown> =>
  changeCall(write, callId, (call) => {
    const leg = call.legs.find(({ id }) => id === legId);
    if (leg) heardOf(leg, write.now);
  });
