import { uuidv7 } from "uuidv7";
import { createCtx } from "@/server/domain/operate/create-ctx";
import type { Db } from "../db/client";
import { makeEndpoint, makePlace, makeUser, SYSTEM } from "../db/factories";
import type { InboundMessage } from "../server/contract/channel";
import type { Ctx } from "../server/domain/context";
import { receiveMessage } from "../server/domain/conversations/receiving/receive-message";

/** One store with an SMS number, an associate, and the system: what most stories start with. */
export async function makeStore(db: Db, now = new Date("2026-11-21T10:00:00.000Z")) {
  const clock = { at: now };
  const ctx: Ctx = createCtx({ db, actor: SYSTEM, now: () => clock.at });
  const place = await makePlace(db);
  const endpoint = await makeEndpoint(db, { placeId: place.id });
  const { actor } = await makeUser(db, { placeIds: [place.id] });
  const staff = createCtx({ db, actor, now: ctx.now });
  const sms = { connectionId: endpoint.connectionId, consentKeywords: true, answersKeywords: false };
  const text = (from: string, body: string, more: Partial<InboundMessage> = {}) =>
    receiveMessage(ctx, sms, inbound(endpoint.address, from, body, { at: clock.at, ...more }));
  const later = (minutes: number) => {
    clock.at = new Date(clock.at.getTime() + minutes * 60_000);
  };
  return { ctx, clock, later, place, endpoint, actor, staff, sms, text };
}

/** A text message as a channel hands it over. */
export function inbound(to: string, from: string, text: string, more: Partial<InboundMessage> = {}): InboundMessage {
  return {
    kind: "message",
    externalId: `SM${uuidv7()}`,
    from: { kind: "phone", value: from },
    displayName: null,
    to,
    text,
    attachments: [],
    alsoKnownAs: [],
    at: new Date(),
    ...more,
  };
}
