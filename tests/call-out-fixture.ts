import { uuidv7 } from "uuidv7";
import type { Db } from "@/db/client";
import { makeConversation, makeCustomer, makeEndpoint } from "@/db/factories";
import type { DestinationRef } from "@/server/contract/destinations";
import type { PersonActor } from "@/server/contract/team";
import { callOut } from "@/server/domain/calls/call-out";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { callWorld } from "./call-fixture";

const MAYA = "+12133734253";

/** Pine Street has a number, and Maya, whose phone rings when it is called, has texted it. Without quiet hours. */
export async function callOutWorld(phone = MAYA, opened?: Db) {
  const world = await callWorld(opened);
  const { db, pine } = world;
  const own = { value: { enabled: false, from: "21:00", to: "08:00", replyWithinHours: 24 } };
  const scope = { kind: "organization" } as const;
  await saveSetting(world.system(), { key: "consent.quiet_hours", scope, own, expectedVersion: 0 });
  const number = await makeEndpoint(db, { placeId: pine.id });
  const customer = await makeCustomer(db, { name: "Maya Chen", identities: [{ kind: "phone", value: phone }] });
  const conversation = await makeConversation(db, {
    placeId: pine.id,
    customerId: customer.id,
    customerName: "Maya Chen",
    endpointId: number.id,
    contactValue: phone,
    lastMessageAt: world.now(),
  });
  world.reachable.add(phone);
  const conversationId = conversation.id;
  return {
    ...world,
    phone,
    number,
    customer,
    conversationId,
    /** @returns the call's id */
    async callsOut(actor: PersonActor, { callId = uuidv7(), to }: { callId?: string; to?: DestinationRef } = {}) {
      await callOut(world.as(actor), { callId, conversationId, deviceId: uuidv7(), to });
      return callId;
    },
  };
}
export type CallOutWorld = Awaited<ReturnType<typeof callOutWorld>>;
