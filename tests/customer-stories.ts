import { uuidv7 } from "uuidv7";
import { makeConversation } from "@/db/factories";
import { quietHours } from "@/server/domain/consent/settings";
import { recordConsent } from "@/server/domain/conversations/opt-out/record-consent";
import { startConversation } from "@/server/domain/conversations/starting/start-conversation";
import { mergeCustomers } from "@/server/domain/conversations/thread/merge-customers";
import { unmergeCustomers } from "@/server/domain/conversations/thread/unmerge-customers";
import { copyNames } from "./copy-names";
import { placeSettings } from "./place-settings";
import type { TwoStores } from "./two-stores";

type Story = TwoStores & { id: string };

/** See `replay.db.test.ts`. Of a merge: it is made before screens are opened, and then undone. */
export const customerStories = {
  "consent.changed": async (s: Story) => () =>
    recordConsent(s.as(s.ana), { conversationId: s.id, channel: "sms", action: "revoke", evidence: "said so" }),
  "customer.merged": async (s: Story) => {
    const { customerId: otherId } = await makeConversation(s.db, { placeId: s.pine.id });
    const { customerId } = await s.record(s.id);
    const merge = { mergeId: uuidv7(), conversationId: s.id, customerId, otherId };
    await mergeCustomers(s.as(s.ana), { ...merge, keep: "other", evidence: "same person" });
    await copyNames(s.system());
    return async () => {
      await unmergeCustomers(s.as(s.ana), { conversationId: s.id, mergeId: merge.mergeId });
      await copyNames(s.system());
    };
  },
};

/** Ana texts somebody who has never written, at whatever hour the tests run. */
export async function textFirstStory(s: Story & { endpointId: string }): Promise<() => Promise<unknown>> {
  await placeSettings(s).set(quietHours.key, { ...quietHours.default, enabled: false });
  const ids = { conversationId: uuidv7(), clientMessageId: uuidv7(), endpointId: s.endpointId };
  return () => startConversation(s.as(s.ana), { ...ids, phone: "+12133730001", body: "Your boots are here" });
}
