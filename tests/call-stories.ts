import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { endpoints } from "@/db/schema";
import { answerCall } from "@/server/domain/calls/answer-call";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { holdCall } from "@/server/domain/calls/hold-call";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { tickCall } from "@/server/domain/calls/watch-calls";
import { withStaff } from "./call-fixture";
import type { TwoStores } from "./two-stores";

const callId = uuidv7();
const deviceId = uuidv7();

type Story = TwoStores & { number: string };

/** A customer calls from their phone, and Ana is rung. */
async function ring(s: Story): Promise<unknown> {
  const [endpoint] = await s.db.select({ id: endpoints.id }).from(endpoints).where(eq(endpoints.address, s.number));
  const from = { kind: "phone" as const, value: "+12133734253" };
  return receiveCall(withStaff(s.system(), [s.ana]), { callId, endpointId: endpoint?.id ?? "", from });
}
const answered = async (s: Story) => {
  await ring(s);
  await answerCall(s.as(s.ana), { callId, deviceId });
};

/** Each event of a call: the state before screens are opened, and the change that is then pushed to them. */
export const callStories = {
  "call.recorded": async (s: Story) => () => ring(s),
  "call.started": async (s: Story) => () => ring(s),
  "call.rang": async (s: Story) => {
    await ring(s);
    s.later(21);
    return () => tickCall(withStaff(s.system(), [s.ana, s.abe]), { callId });
  },
  "call.answered": async (s: Story) => {
    await ring(s);
    return () => answerCall(s.as(s.ana), { callId, deviceId });
  },
  "call.changed": async (s: Story) => {
    await answered(s);
    return () => holdCall(s.as(s.ana), { callId, held: true });
  },
  "call.ended": async (s: Story) => {
    await answered(s);
    return () => hangUpCall(s.as(s.ana), { callId });
  },
};
