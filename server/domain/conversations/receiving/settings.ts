import { z } from "zod";
import { defineSetting } from "@/server/contract/setting";

/** For how many hours after a conversation was resolved the customer's next message reopens it. */
export const reopenWindow = defineSetting({
  key: "conversations.reopen_window",
  schema: z.number().min(0).max(8760),
  default: 72,
  scopes: ["organization", "region", "place"],
});
