import { z } from "zod";
import { defineSetting } from "@/server/contract/setting";

/** Whether a scheduled reply stays unsent when the customer has written since it was scheduled. */
export const stopOnReply = defineSetting({
  key: "conversations.stop_scheduled",
  schema: z.boolean(),
  default: true,
  scopes: ["organization", "region", "place"],
});
