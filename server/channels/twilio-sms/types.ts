import { z } from "zod";
import { sidPattern, TWILIO_API } from "@/server/twilio/account";

const sid = (prefix: string) => z.string().regex(sidPattern(prefix));

export const TwilioConfig = z.object({
  accountSid: sid("AC"),
  /** Verifies Twilio's requests and authenticates to its API. While it is empty every request is refused. */
  authToken: z.string().max(200).default(""),
  /** The secondary token, only while tokens are being rotated. */
  authTokenNext: z.string().max(200).optional(),
  /** When the rotation ends; without it, it lasts until `authTokenNext` is removed. */
  rotationEndsAt: z.iso.datetime({ offset: true }).optional(),
  apiBase: z
    .url({ protocol: /^https?$/ })
    .transform((base) => base.replace(/\/+$/, ""))
    .default(TWILIO_API),
  messagingServiceSid: sid("MG").optional(),
  /** We answer STOP, START and HELP ourselves; off while Twilio does (its default), and we only record them. */
  answersKeywords: z.boolean().default(false),
});
export type TwilioConfig = z.infer<typeof TwilioConfig>;
