import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import { loadCalls } from "@/server/domain/calls/load-call";
import { receiveCall } from "@/server/domain/calls/receive-call";
import type { Ctx } from "@/server/domain/context";
import { endpointOfNumber } from "@/server/domain/settings/active-endpoints";
import { callerIdentity } from "@/server/domain/text/caller";
import { log } from "@/server/lib/log";
import type { Ari, Channel } from "./ari";
import { callIdOf } from "./names";

/** The kind of this provider, as it is stored with calls. */
export const ASTERISK = "asterisk";

/**
 * A call came in from the trunk: it is received for the endpoint that was dialed. Repeating it changes nothing.
 * A call for a number that is none of ours is refused; so is one that is over already.
 * @param dialed as the dialplan passes it on
 */
export async function arrive(ctx: Ctx, ari: Ari, channel: Channel, dialed: string): Promise<void> {
  const callId = callIdOf(channel.id);
  const [known] = await loadCalls(ctx.db, [callId]);
  if (known) return known.endedAt ? ari.delete(`channels/${channel.id}`) : undefined;
  const endpoint = await endpointOfNumber(ctx.db, dialed);
  if (!endpoint) {
    log.warn({ provider: ASTERISK }, "a call for a number that is not an active endpoint was refused");
    return ari.delete(`channels/${channel.id}`, { reason: "unallocated" });
  }
  const from: Identity = callerIdentity(channel.caller.number, callId);
  try {
    await receiveCall(ctx, { callId, endpointId: endpoint.id, from, provider: ASTERISK });
  } catch (error) {
    // Anything else, such as a database that is away, is tried again while the channel waits.
    if (!(error instanceof DomainError) || error.code === "unavailable") throw error;
    log.error({ provider: ASTERISK, err: error }, "a call could not be received");
    await ari.delete(`channels/${channel.id}`, { reason: "congestion" });
  }
}
