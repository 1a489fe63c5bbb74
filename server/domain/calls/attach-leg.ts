import { and, inArray } from "drizzle-orm";
import { z } from "zod";
import { callLegs } from "@/db/schema";
import { AttachLeg, type MediaPlan } from "@/server/contract/call-media";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import { command, type Write } from "@/server/domain/command";
import type { Call, Leg } from "./call";
import { changeCall } from "./change-call";
import { recordHeartbeat } from "./liveness";
import { mediaPlanOf } from "./media-plan";

/**
 * Attaches a browser to a leg. Staff attach to their own leg; the edge that checked a customer's token attaches for them, as the
 * system. A customer's leg follows their newest tab; a staff leg moves only by `moveCall`.
 * @returns the media plan of the browser
 * @throws DomainError "not_found" for a leg that is not theirs
 */
export const attachLeg = command(AttachLeg, async (write, { callId, legId, deviceId }): Promise<MediaPlan> => {
  const call = await changeCall(write, callId, (loaded) => {
    const leg = ownLeg(write, loaded, legId);
    if (leg.role === "customer" || leg.deviceId === null) leg.deviceId = deviceId;
    if (leg.deviceId === deviceId) recordHeartbeat(leg, write.now);
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
 * Records that the browsers of these legs are alive. On screens this changes only a leg that was away. Callers have authorized the legs.
 */
export const recordHeartbeats = command(z.object({ legIds: z.array(Id) }), async (write, { legIds }): Promise<void> => {
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
    if (leg) recordHeartbeat(leg, write.now);
  });
