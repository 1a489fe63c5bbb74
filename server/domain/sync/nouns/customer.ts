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
  audience: (recipient, entity) => (recipient.isSubscribedToCustomer(entity.customerId) ? entity : null),
  customers: ({ customerId }) => [customerId],
};
