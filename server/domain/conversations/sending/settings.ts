import { z } from "zod";
import { defineSetting } from "@/server/contract/setting";

/** For how many seconds people can take a reply back before it leaves; 0: it leaves at once. */
export const undoSeconds = defineSetting({
  key: "conversations.undo_seconds",
  schema: z.number().int().min(0).max(30),
  default: 5,
  scopes: ["organization", "region", "place"],
});
