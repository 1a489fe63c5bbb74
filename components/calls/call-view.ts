import { BROWSERS } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import type { CallLeg, LiveCall } from "@/server/contract/live-calls";

/**
 * What a person on a call is doing. `calling`: the customer is rung and has not answered; `asking`: a colleague is being rung while
 * the customer is on hold; `consulting`: talking with the colleague alone; `conference`: all three talk; `transferring`: the call was
 * handed over and nobody has answered yet; `card`: the customer enters a card, apart from everybody; `supervising`: they supervise the
 * call of a colleague.
 */
export type Stage =
  | "calling"
  | "talking"
  | "on_hold"
  | "asking"
  | "consulting"
  | "conference"
  | "transferring"
  | "card"
  | "supervising";

/** A call from the view of one person on the line. */
export type CallView = {
  call: LiveCall;
  mine: CallLeg;
  stage: Stage;
  /** The colleague on the line, or else the first one being rung. */
  colleague: CallLeg | null;
  /** Others than me who supervise the call, as far as I may know. */
  supervisors: CallLeg[];
  /** Whether the call is mine; only its holder may transfer it. */
  isHolder: boolean;
  /** The customer's browser is gone, and may come back. */
  isCustomerAway: boolean;
};

/** Whether the customer, or a machine that answered for them, can hear the keys of a keypad now. */
export const canPressKeys = ({ call, stage }: CallView): boolean =>
  call.provider !== BROWSERS && (stage === "talking" || stage === "conference");

const isOnLine = ({ state }: CallLeg): boolean => state === "up" || state === "away";
const byTime = (a: CallLeg, b: CallLeg): number => (a.id < b.id ? -1 : 1);

const liveLegOf = (call: LiveCall, userId: Id): CallLeg | undefined =>
  call.legs.find((leg) => leg.userId === userId && leg.state !== "ended");

/** Calls ringing for this person, oldest first. */
export const ringingFor = (calls: readonly LiveCall[], meId: Id): LiveCall[] =>
  calls
    .filter((call) => liveLegOf(call, meId)?.state === "ringing")
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));

/** The call this person is on, or null. */
export function callOf(calls: readonly LiveCall[], meId: Id): CallView | null {
  for (const call of calls) {
    const mine = liveLegOf(call, meId);
    if (mine && isOnLine(mine)) return viewOf(call, mine);
  }
  return null;
}

const isCalling = (mine: CallLeg, customer: CallLeg | undefined): boolean =>
  mine.role === "staff" && customer?.state === "ringing";

function viewOf(call: LiveCall, mine: CallLeg): CallView {
  const customer = call.legs.find(({ role }) => role === "customer");
  const staff = call.legs.filter(({ role, state }) => role === "staff" && state !== "ended").sort(byTime);
  const others = staff.filter(({ id }) => id !== mine.id);
  const supervisors = call.legs.filter((leg) => leg.role === "supervisor" && isOnLine(leg) && leg.id !== mine.id);
  const holder = staff.find(({ userId }) => userId === call.holderId);
  const asked = others.find(isOnLine) ?? others.find(({ state }) => state === "ringing") ?? null;
  const colleague = mine.role === "supervisor" ? (holder ?? asked) : asked;
  return {
    ...{ call, mine, colleague, supervisors },
    stage: isCalling(mine, customer) ? "calling" : stageOf(call, mine, colleague, customer?.held ?? false),
    isHolder: call.holderId === mine.userId,
    isCustomerAway: customer?.state === "away",
  };
}

function stageOf(call: LiveCall, mine: CallLeg, colleague: CallLeg | null, isHeld: boolean): Stage {
  if (mine.role === "supervisor") return "supervising";
  if (call.cardEntry) return "card";
  if (call.transfer && call.transfer.fromUserId === mine.userId) return "transferring";
  if (colleague && isOnLine(colleague)) return isHeld ? "consulting" : "conference";
  if (colleague?.purpose === "consult") return "asking";
  return isHeld ? "on_hold" : "talking";
}

/** Whether I may put the customer on hold, consult or transfer: I hold the call, and no consultation or transfer is pending. */
export const canHoldOrTransfer = ({ stage, isHolder }: CallView): boolean =>
  isHolder && (stage === "talking" || stage === "on_hold");

/** Whether leaving the call ends it for the customer, whom no colleague is asked to take. */
export const canEnd = (view: CallView): boolean => canHoldOrTransfer(view) || (view.isHolder && view.stage === "card");

/** The leg by which this call rings for a person. */
export const ringingLeg = (call: LiveCall, meId: Id): CallLeg | undefined =>
  call.legs.find((leg) => leg.userId === meId && leg.state === "ringing");

/** The colleague who asks this person to the call: the sender of a transfer, or the one who consults them. */
export function askerOf(call: LiveCall, meId: Id): string | null {
  const staff = call.legs.filter(({ role, userId }) => role === "staff" && userId !== meId);
  const sender = call.transfer && staff.findLast(({ userId }) => userId === call.transfer?.fromUserId);
  return (sender ?? staff.find(isOnLine))?.name ?? null;
}
