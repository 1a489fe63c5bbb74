import * as z from "zod";
import { MAX_MENTIONS } from "./constants";
import { Id } from "./ids";

/**
 * A colleague whom a note mentions. `label`: their name as it was written after the "@" in the text, by which the mention is found there.
 * Screens show the name that the person has now.
 */
export const Mention = z.strictObject({ userId: Id, label: z.string().trim().min(1).max(160) });
export type Mention = z.infer<typeof Mention>;
export const Mentions = z.array(Mention).max(MAX_MENTIONS).default([]);
