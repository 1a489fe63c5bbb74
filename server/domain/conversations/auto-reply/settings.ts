import { z } from "zod";
import { defineSetting } from "@/server/contract/setting";

/** The automatic reply to a customer who writes while their place is closed. */
export const autoReply = defineSetting({
  key: "conversations.auto_reply",
  schema: z.strictObject({
    enabled: z.boolean(),
    /** `{place}` and `{opens}` are filled in; the rest is sent as written. */
    text: z.string().trim().min(1).max(480),
  }),
  default: {
    enabled: true,
    text: "Thanks for your message. {place} is closed until {opens}. We'll answer when we are back.",
  },
  scopes: ["organization", "region", "place"],
});
