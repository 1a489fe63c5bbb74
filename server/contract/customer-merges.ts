import * as z from "zod";
import { Id, type IsoTime } from "./ids";

/** A merge that goes on: the customer `from` is shown as `into`. @source Storeline `customer_merges` */
export type CustomerMergeView = {
  id: Id;
  from: { id: Id; name: string };
  into: { id: Id; name: string };
  by: string;
  at: IsoTime;
  evidence: string;
};

export const MergeCustomers = z.strictObject({
  /** Made by the client before the first attempt. Repeated requests with the same id make one merge. */
  mergeId: Id,
  conversationId: Id,
  /** The conversation's customer as they were shown: refused with "conflict" when it is with somebody else now. */
  customerId: Id,
  /** The customer that is the same person. */
  otherId: Id,
  /** Whose name is shown. */
  keep: z.enum(["this", "other"]),
  /** Why they are known to be one person. */
  evidence: z.string().trim().min(3).max(500),
});
export type MergeCustomers = z.infer<typeof MergeCustomers>;
export const UnmergeCustomers = z.strictObject({ conversationId: Id, mergeId: Id });

/** The conversation is with this customer, who shares its address with the one it was found for. */
export const ChooseCustomer = z.strictObject({ conversationId: Id, customerId: Id });

export const FindCustomers = z.strictObject({ conversationId: Id, text: z.string().trim().max(120).default("") });
/** Why a customer is suggested: they own an address that this one left unproven, or have the same name. */
export type MatchReason = "leftContact" | "sameName" | "found";
/** A customer who may be the same person, with what a merge would bring together. @source Storeline `customers` */
export type CustomerMatch = {
  id: Id;
  name: string;
  /** The last digits of their numbers, and their e-mail addresses without the name; at most three. */
  contacts: string[];
  conversations: number;
  orders: number;
  lastContactAt: IsoTime | null;
  /** Whether a system of record describes them, so that their name comes from there. */
  isOnRecord: boolean;
  why: MatchReason;
};

export const NameCustomer = z.strictObject({
  conversationId: Id,
  /** As for a merge. */
  customerId: Id,
  name: z.string().trim().min(1).max(80),
});
export type NameCustomer = z.infer<typeof NameCustomer>;
