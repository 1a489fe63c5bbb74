import { z } from "zod";

/** Twilio's own API; a connection may name a compatible one. */
export const TWILIO_API = "https://api.twilio.com";

const sid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`));

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

/** A request's parameters as sent: blanks, repeated names and whitespace are kept, because the signature covers them. */
export type Params = Record<string, string | string[]>;
