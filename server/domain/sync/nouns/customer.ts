import type { PushedNouns } from "@/server/contract/events";
import { customerProfiles } from "../../customers/customer-profiles";
import { entitiesOf, idsOf, type NounDescriptor } from "../noun";

export const customer: NounDescriptor<PushedNouns["customer"]> = {
  events: { "customer.changed": true, "consent.changed": true },
  subject: ({ customerId }) => customerId,
  async load(db, events) {
    const ids = idsOf(events, ({ payload }) => payload.customerId);
    return async (masking) => {
      const profiles = await customerProfiles(db, ids, masking);
      return entitiesOf(events, ({ payload: { customerId } }) => {
        const context = profiles.get(customerId);
        return context ? { kind: "customer", customerId, context } : null;
      });
    };
  },
  audience: (recipient, entity) =>
    entity.context.memberIds.some((id) => recipient.isSubscribedToCustomer(id)) ? entity : null,
  customers: ({ customerId }) => [customerId],
};

/** Names nobody: every screen finds out by itself what of this it shows. */
export const customerMerge: NounDescriptor<PushedNouns["customerMerge"]> = {
  events: { "customer.merged": true },
  subject: () => null,
  load: async (_, events) => () =>
    entitiesOf(events, ({ payload: { customerIds } }) => ({ kind: "customer_merge", customerIds })),
  audience: (_, entity) => entity,
};
