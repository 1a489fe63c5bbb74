/** Why a customer could not be reached. */
export type NotReached = "busy" | "declined" | "no_answer" | "failed";

/** Causes by which a telephone network ends a call that was not answered (ITU-T Q.850). */
const CAUSES: Record<number, NotReached> = {
  17: "busy",
  18: "no_answer",
  19: "no_answer",
  21: "declined",
};

export const outcomeOf = (cause: number): NotReached => CAUSES[cause] ?? "failed";
