import type { Rules } from "@/server/domain/retention";

export const CUSTOMERS_RETENTION: Rules = {
  customers: { keptBecause: "their conversations are kept" },
  customer_identities: { keptBecause: "one row an address, by which a customer is known again" },
  unverified_identities: { keptBecause: "what a visitor left is how they are answered; one row each" },
  customer_notes: { keptBecause: "colleagues wrote them to be kept" },
};
