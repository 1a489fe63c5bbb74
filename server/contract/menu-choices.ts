import * as z from "zod";
import { Id } from "./ids";
import { MENU_ACTIONS, SPOKEN_STATUSES } from "./menus";

/** One choice of a caller, as the call's entry keeps it. `talk`: after the status of an order they asked for a person. */
export const MenuChoice = z.strictObject({
  action: z.enum([...MENU_ACTIONS, "talk"]),
  /** The name of the place at the time of the call. */
  place: z.string().max(200).nullable(),
  /** The status that the caller heard; null when none could be said. */
  told: z.enum(SPOKEN_STATUSES).nullable(),
});
export type MenuChoice = z.infer<typeof MenuChoice>;

/** Without a place: of every place that the actor supervises. */
export const MenuContainmentInput = z.strictObject({ placeId: Id.optional() });
export type MenuContainmentInput = z.infer<typeof MenuContainmentInput>;
/** How many calls of a time came to a menu and are over, and how many of them it answered without a person. @source Storeline `calls` */
export type MenuContainment = { calls: number; answered: number };
