import * as z from "zod";
import type { CardRecord } from "./card-entries";
import { MAX_BODY } from "./constants";
import { Id, type IsoTime } from "./ids";

/** How a call went, as its person says it: one of the choices in the setting `calls.dispositions`. */
export const Disposition = z.strictObject({
  /** Stable, so that a new wording is still the same choice in reports. */
  key: z
    .string()
    .min(1)
    .max(40)
    .regex(/^[a-z0-9_-]+$/),
  label: z.string().trim().min(1).max(60),
});
export type Disposition = z.infer<typeof Disposition>;

const areDistinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** The choices of one place, in the order of the screen. */
export const DispositionList = z
  .array(Disposition)
  .max(12)
  .refine((all) => areDistinct(all.map(({ key }) => key)), "choiceTwice")
  .refine((all) => areDistinct(all.map(({ label }) => label.toLowerCase())), "choiceTwice");

/** A person's wrap-up of a call, as the call's entry keeps it. */
export const WrapUpRecord = z.strictObject({
  id: Id,
  userId: Id,
  /** Of the time of the call. */
  name: z.string().max(200),
  startedAt: z.iso.datetime(),
  /** When it ends at the latest, or ended. */
  endsAt: z.iso.datetime(),
  disposition: Disposition.nullable(),
});
export type WrapUpRecord = z.infer<typeof WrapUpRecord>;

/** A wrap-up as shown to its person. Masked for partner agents. @source Storeline `wrap_ups` */
export type WrapUpView = {
  id: Id;
  /** Raised by every change; screens ignore an older or equal version. */
  version: number;
  callId: Id;
  conversationId: Id;
  direction: "in" | "out";
  customer: { id: Id; name: string };
  place: { id: Id; name: string };
  startedAt: IsoTime;
  endsAt: IsoTime;
  /** It ended before its time was up. */
  isOver: boolean;
  disposition: Disposition | null;
  /** The last card that this person asked the customer for. */
  lastCard: CardRecord | null;
};

export const WrapUpInput = z.strictObject({ wrapUpId: Id });
export type WrapUpInput = z.infer<typeof WrapUpInput>;
/** What is absent stays as it is. `isDone`: the person can be rung again. */
export const SaveWrapUp = WrapUpInput.extend({
  /** The key of the chosen disposition; null: none. */
  disposition: z.string().max(40).nullable().optional(),
  note: z.strictObject({ clientMessageId: Id, body: z.string().trim().min(1).max(MAX_BODY) }).optional(),
  isDone: z.boolean().default(false),
});
export type SaveWrapUp = z.input<typeof SaveWrapUp>;
