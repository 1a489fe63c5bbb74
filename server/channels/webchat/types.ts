import { z } from "zod";

export const WebchatConfig = z.object({
  /** With it the retailer's site signs who its visitor is (HS256). */
  identitySecret: z.string().min(32).max(200).optional(),
  greeting: z.string().max(300).default("Hello! How can we help?"),
});
export type WebchatConfig = z.infer<typeof WebchatConfig>;
