import { z } from "zod";
import { defineSetting } from "@/server/contract/setting";

const minutes = z.number().int().min(1).max(10_080);

/** How long a customer may wait before lists and the board warn, and before they call the customer late. */
export const waitThresholds = defineSetting({
  key: "conversations.wait_thresholds",
  schema: z
    .strictObject({ warnAfterMinutes: minutes, lateAfterMinutes: minutes })
    .refine(({ warnAfterMinutes, lateAfterMinutes }) => warnAfterMinutes < lateAfterMinutes, {
      path: ["lateAfterMinutes"],
      error: "lateBeforeWarning",
    }),
  default: { warnAfterMinutes: 15, lateAfterMinutes: 60 },
  scopes: ["organization", "region", "place"],
});
