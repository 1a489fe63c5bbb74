import { TWILIO } from "@/server/contract/constants";
import { Id } from "@/server/contract/ids";
import type { Tab } from "@/server/contract/voice";
import { type Call, customerLeg, isOnLine, type Leg } from "@/server/domain/calls/call";
import { callOfLeg } from "@/server/domain/calls/load-call";
import type { Ctx } from "@/server/domain/context";
import { loadSessions } from "@/server/domain/team/load-session";
import { wantedPlace } from "./customer-place";
import { browserLabel } from "./names";
import { joinConference, refuseCall } from "./twiml";

export type ConnectingBrowser = { tab: Tab; legId: string; callSid: string };
export type Joined = { callId: Id | null; twiml: string };

/**
 * A browser connects for its leg, and joins the conference of the call: only for a leg that is on the line in this very tab, and while
 * its person is signed in. A supervisor is muted until it is certain whom they speak to, and so is who joins while the customer is on
 * hold, or is to hear something first, until it is certain that the customer cannot hear.
 */
export async function joinFromBrowser(ctx: Ctx, publicUrl: string, browser: ConnectingBrowser): Promise<Joined> {
  const found = await legOf(ctx, browser);
  if (!found) return { callId: null, twiml: refuseCall("rejected") };
  const { call, leg } = found;
  const isTooEarly = customerLeg(call).held || wantedPlace(call)?.at === "announcement";
  const muted = leg.role === "supervisor" || leg.muted || isTooEarly;
  const label = browserLabel(leg.id, browser.tab, browser.callSid);
  return { callId: call.id, twiml: joinConference({ publicUrl, callId: call.id, label, muted, hears: "nothing" }) };
}

async function legOf(ctx: Ctx, { tab, legId }: ConnectingBrowser): Promise<{ call: Call; leg: Leg } | null> {
  const id = Id.safeParse(legId);
  const call = id.success ? await callOfLeg(ctx.db, id.data) : null;
  const leg = call?.legs.find((one) => one.id === legId);
  if (!call || !leg || call.provider !== TWILIO || leg.role === "customer" || !isOnLine(leg)) return null;
  if (leg.sessionId !== tab.sessionId || leg.deviceId !== tab.deviceId) return null;
  const signedIn: ReadonlyMap<Id, unknown> = await loadSessions(ctx, [tab.sessionId]);
  return signedIn.has(tab.sessionId) ? { call, leg } : null;
}
