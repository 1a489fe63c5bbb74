import * as z from "zod";
import { DRAFT_MODES, MAX_BODY } from "./constants";
import { Id, type IsoTime } from "./ids";
import { type Mention, Mentions } from "./mentions";

export type DraftMode = (typeof DRAFT_MODES)[number];

/**
 * A reply or a note that its author has not sent yet. It is theirs alone, on every device. `version` rises with every change; an empty
 * `body`: there is none any more.
 * @source Storeline `drafts`
 */
export type Draft = {
  conversationId: Id;
  mode: DraftMode;
  body: string;
  /** The colleagues whom a note mentions so far. */
  mentions: Mention[];
  version: number;
  changedAt: IsoTime;
};

/** `baseVersion`: the version that this text continues; 0 where the device knows none. */
export const SaveDraft = z.strictObject({
  conversationId: Id,
  mode: z.enum(DRAFT_MODES),
  body: z.string().max(MAX_BODY),
  mentions: Mentions,
  baseVersion: z
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER - 1),
});
export type SaveDraft = z.input<typeof SaveDraft>;
