import { DELIVERY, type DeliveryStatus } from "@/server/contract/conversations";

const rank = (status: DeliveryStatus): number => DELIVERY.indexOf(status);

/** Merges a reported status into the known one: the later of the two in the fixed order, so callbacks converge in any order. */
export const laterStatus = (known: DeliveryStatus, reported: DeliveryStatus): DeliveryStatus =>
  rank(reported) > rank(known) ? reported : known;

/** Whether "failed" and "delivered" were reported of one attempt. One of them is wrong, and staff should know. */
export const contradicts = (known: DeliveryStatus, reported: DeliveryStatus): boolean => {
  const arrived = (status: DeliveryStatus) => status === "delivered" || status === "read";
  return (known === "failed" && arrived(reported)) || (reported === "failed" && arrived(known));
};
