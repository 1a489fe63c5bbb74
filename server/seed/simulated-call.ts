import { twilioSms } from "@/server/channels/twilio-sms";
import type { StartedWebCall } from "@/server/contract/call-media";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { ringsAt } from "@/server/domain/calls/ringing-customer";
import type { Ctx } from "@/server/domain/context";
import { endpointByAddress } from "@/server/domain/settings/endpoints";
import { mintLegToken } from "@/server/lib/leg-token";

export type SimulatedCall = { callId: Id; from: string; to: string };

/**
 * A simulated phone calls one of our numbers. No carrier stands in between: the call begins where a carrier's would, and its audio
 * comes from the simulator's page. @throws DomainError "not_found" for a number that is not ours
 */
export async function startSimulatedCall(ctx: Ctx, { callId, from, to }: SimulatedCall): Promise<StartedWebCall> {
  const endpoint = await endpointByAddress(ctx.db, twilioSms.kind, to);
  if (!endpoint) throw new DomainError("not_found", "addressUnknown");
  const caller = { kind: "phone" as const, value: from };
  const { legId, place } = await receiveCall(ctx, { callId, endpointId: endpoint.id, from: caller });
  return { callId, legId, token: await mintLegToken({ callId, legId }), place };
}

/** The call of ours that rings at a simulated phone now, with what a page needs to answer it, or null. */
export async function ringAtPhone(ctx: Ctx, phone: string): Promise<StartedWebCall | null> {
  const [ring] = await ringsAt(ctx.db, "phone", [phone]);
  if (!ring) return null;
  const { callId, legId, place } = ring;
  return { callId, legId, place, token: await mintLegToken({ callId, legId }) };
}
