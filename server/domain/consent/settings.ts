import { z } from "zod";
import { defineSetting } from "@/server/contract/setting";

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "notATime");

/** The hours in which staff cannot text a customer first, in the place's time zone. A default, not legal advice. */
export const quietHours = defineSetting({
  key: "consent.quiet_hours",
  schema: z
    .strictObject({
      enabled: z.boolean(),
      from: time,
      to: time,
      /** A message within this many hours of the customer's last one counts as an answer and may be sent at any time. */
      replyWithinHours: z.number().int().min(1).max(72),
    })
    .refine(({ from, to }) => from !== to, { path: ["to"], error: "quietHoursEmpty" }),
  default: { enabled: true, from: "21:00", to: "08:00", replyWithinHours: 24 },
  scopes: ["organization", "region", "place"],
});
