import { z } from "zod";
import { defineSetting } from "@/server/contract/setting";

/** What a customer who writes while their place is closed is answered at once. */
export const autoReply = defineSetting({
  key: "conversations.auto_reply",
  schema: z.strictObject({
    enabled: z.boolean(),
    /** `{place}` and `{opens}` are filled in; everything else is sent as it is. */
    text: z.string().trim().min(1).max(480),
  }),
  default: {
    enabled: true,
    text: "Thanks for your message. {place} is closed until {opens}. We'll answer when we are back.",
  },
  scopes: ["organization", "region", "place"],
});
