import { z } from "zod";

export const PhotogramConfig = z.object({
  pageId: z.string().regex(/^\d{3,20}$/),
  accessToken: z.string().min(1),
  /** Signs the webhooks. */
  appSecret: z.string().min(16),
  /** What Photogram repeats when it checks the webhook's URL. */
  verifyToken: z.string().min(1).optional(),
  apiBase: z.url({ protocol: /^https?$/ }).default("https://api.photogram.example"),
});
export type PhotogramConfig = z.infer<typeof PhotogramConfig>;

const Event = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), id: z.string(), from: z.string(), name: z.string(), text: z.string() }),
  z.object({ type: z.literal("status"), id: z.string(), item: z.string(), status: z.enum(["sent", "delivered"]) }),
]);
export const PhotogramBody = z.object({ page: z.string(), events: z.array(Event) });
