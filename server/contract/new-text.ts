import * as z from "zod";
import { MAX_BODY } from "./constants";
import { Id } from "./ids";

/** One of our numbers, from which a customer can be texted first. @source Storeline `endpoints` */
export type TextOrigin = {
  endpointId: Id;
  channel: string;
  address: string;
  label: string;
  place: { id: Id; name: string };
};
export const StartConversation = z.strictObject({
  /** Made by the client before the first attempt. Repeated requests with the same ids start one conversation. */
  conversationId: Id,
  clientMessageId: Id,
  /** The number of ours that the text comes from. */
  endpointId: Id,
  /** A mobile number as people write it: without a country code, one of the country of our number. */
  phone: z.string().trim().min(1).max(40),
  body: z.string().trim().min(1).max(MAX_BODY),
  /** As of `SendMessage`. */
  undoable: z.boolean().default(false),
});
export type StartConversation = z.input<typeof StartConversation>;
/** The conversation that has begun. */
export type StartedConversation = { conversationId: Id };
