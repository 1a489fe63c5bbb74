import { expect } from "vitest";
import { callDurations } from "@/server/contract/call-durations";
import { CallDetail } from "@/server/contract/calls";
import { type Call, customerLeg, supervisors } from "@/server/domain/calls/call";
import { callDetailOf } from "@/server/domain/calls/call-detail";
import { mediaPlanOf } from "@/server/domain/calls/media-plan";

/* What must be true of any call at any time. `said` begins the message of a failure. */

/** Whom a leg hears, hears it; and the customer hears nobody while held. */
export function checkMedia(call: Call, said: string): void {
  const links = call.legs.flatMap(({ id }) => (mediaPlanOf(call, id)?.links ?? []).map((link) => ({ id, ...link })));
  for (const { id, legId, offers, send, receive } of links) {
    const back = links.find((link) => link.id === legId && link.legId === id);
    expect(back, `${said}: both sides of a link agree`).toMatchObject({
      offers: !offers,
      send: receive,
      receive: send,
    });
  }
  const customer = customerLeg(call);
  const inaudible = supervisors(call).filter(({ supervision }) => supervision !== "barge");
  for (const { id } of inaudible)
    for (const link of links)
      if (link.id === customer.id && link.legId === id) expect(link.receive, `${said}: hears a supervisor`).toBe(false);
  for (const leg of supervisors(call)) if (leg.isHidden) expect(leg.supervision, `${said}: hidden`).toBe("listen");
  if (customer.held) expect(links.filter(({ id }) => id === customer.id)).toEqual([]);
}

/** The entry is valid, and every moment of the call counts once. */
export function checkTimes(call: Call, now: number, said: string): void {
  const detail = callDetailOf(call);
  // The model's call and people have no ids of the real kind.
  const participants = detail.participants.map((one) => ({ ...one, userId: null }));
  expect(
    CallDetail.safeParse({ ...detail, callId: undefined, participants }).error,
    `${said}: the entry is valid`,
  ).toBeUndefined();
  const { waitMs, ringMs, talkMs, holdMs, wrapUpMs } = callDurations(call.phases, new Date(now));
  const whole = (call.endedAt?.getTime() ?? now) - call.startedAt.getTime();
  expect(waitMs + ringMs + talkMs + holdMs + wrapUpMs, `${said}: every moment counts once`).toBe(whole);
}
