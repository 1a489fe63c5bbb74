import * as z from "zod";

/** The parts of a screen that can fail alone: when one cannot be rendered, the rest stays usable. */
export const CARDS = [
  "order",
  "pinned order",
  "stock",
  "profile",
  "consent",
  "notes",
  "earlier conversations",
  "identity",
  "handoff",
  "timeline entry",
  "attachments",
  "conversation row",
  "call",
  "callback",
] as const;
export type Card = (typeof CARDS)[number];

/** A card that could not be rendered. `code`: the kind of error and a hash of its location, never its message. */
export const CardFailure = z.strictObject({
  card: z.enum(CARDS),
  code: z.string().regex(/^[A-Za-z]{1,40}-[0-9a-f]{8}$/),
});
export type CardFailure = z.infer<typeof CardFailure>;
