import { uuidv7 } from "uuidv7";
import { makeConversation } from "@/db/factories";
import { recordConsent } from "@/server/domain/conversations/opt-out/record-consent";
import { mergeCustomers } from "@/server/domain/conversations/thread/merge-customers";
import { unmergeCustomers } from "@/server/domain/conversations/thread/unmerge-customers";
import { copyNames } from "./copy-names";
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
