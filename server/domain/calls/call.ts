import { uuidv7 } from "uuidv7";
import type { callLegs, calls, wrapUps } from "@/db/schema";
import type { CallDetail } from "@/server/contract/calls";
import type { Id } from "@/server/contract/ids";
import type { LegEnd, LegPurpose } from "@/server/contract/live-calls";
import { abandonCardEntry } from "./cards/card-state";

export type Leg = typeof callLegs.$inferSelect;
export type WrapUp = typeof wrapUps.$inferSelect;
/**
 * A call with its legs and wrap-ups, as the rules change it: every rule is a function of the call, the time and its input, and touches
 * nothing else. `change-call.ts` loads it, runs one rule and stores what changed.
 */
export type Call = typeof calls.$inferSelect & { legs: Leg[]; wrapUps: WrapUp[] };
/** A staff member who can be rung. */
export type Callee = { id: Id; name: string };

/** Leaves room for the final `ended`. */
const MAX_PHASES = 499;

/** On the line, including those whose browser is away. */
export const isOnLine = ({ state }: Pick<Leg, "state">): boolean => state === "up" || state === "away";
export const isLive = ({ state }: Pick<Leg, "state">): boolean => state !== "ended";

export function customerLeg(call: Call): Leg {
  const leg = call.legs.find(({ role }) => role === "customer");
  if (!leg) throw new Error("a call without its customer");
  return leg;
}
/** Staff on the line, in the order in which they joined. */
export const staffOnLine = (call: Call): Leg[] => call.legs.filter((leg) => leg.role === "staff" && isOnLine(leg));
export const supervisors = (call: Call): Leg[] => call.legs.filter((leg) => leg.role === "supervisor" && isLive(leg));
export const ringingLegs = (call: Call): Leg[] =>
  call.legs.filter((leg) => leg.role === "staff" && leg.state === "ringing");
/** A person's side of the call, if it has not ended. */
export const liveLegOf = (call: Call, userId: Id): Leg | undefined =>
  call.legs.find((leg) => leg.userId === userId && isLive(leg));
export const lastLegOf = (call: Call, userId: Id): Leg | undefined =>
  call.legs.findLast((leg) => leg.userId === userId);
/** The consulted colleague, if on the line. */
export const consultedLeg = (call: Call): Leg | undefined =>
  staffOnLine(call).find((leg) => leg.purpose === "consult" && leg.userId !== call.holderId);
export const isConsultRinging = (call: Call): boolean => ringingLegs(call).some(({ purpose }) => purpose === "consult");
/** We called the customer, and they have not answered yet. */
export const isCustomerRinging = (call: Call): boolean => customerLeg(call).state === "ringing";
/** Whether nobody of ours is on the line, no transfer is pending, and the customer is not leaving a message or coming back from a card entry. */
const isUnattended = (call: Call): boolean =>
  call.endedAt === null &&
  [call.transfer, call.voicemail, call.cardEntry].every((one) => one === null) &&
  staffOnLine(call).length === 0;
/** Whether the customer is in the menu, and nobody is rung yet. */
export const isInMenu = ({ endedAt, menu }: Pick<Call, "endedAt" | "menu">): boolean =>
  endedAt === null && menu !== null && menu.leftAt === null;
/** Whether the customer may choose between a callback and a message. Nobody is rung for them any more. */
const isOfferedCallback = ({ prompt }: Pick<Call, "prompt">): boolean => prompt?.purpose === "message";
/**
 * Whether the customer is waiting for an answer: they are unattended, have left the menu, and neither have asked to be called back nor are
 * about to leave a message.
 */
export const isWaiting = (call: Call): boolean =>
  isUnattended(call) && !isInMenu(call) && !isOfferedCallback(call) && call.outcome === null;
/** Whether the customer is alone on the line, and may hear a prompt. */
export const isAlone = (call: Call): boolean => isUnattended(call) && isOnLine(customerLeg(call));

/** How a call ended that the customer did not answer. */
const NOT_REACHED = { declined: "declined", busy: "busy", failed: "failed", no_answer: "missed" } as const;
export type NotReached = keyof typeof NOT_REACHED;
const isNotReached = (as: LegEnd): as is NotReached => Object.hasOwn(NOT_REACHED, as);

/** A call that begins now, with one leg for each party that is given; it has no conversation's entry yet. */
export function newCall(
  values: Pick<
    Call,
    | "id"
    | "conversationId"
    | "customerId"
    | "placeId"
    | "endpointId"
    | "channel"
    | "provider"
    | "contactKind"
    | "contactValue"
    | "direction"
  > &
    Partial<Call>,
  legs: (Partial<Leg> & Pick<Leg, "role" | "name">)[],
  now: Date,
): Call {
  const call: Call = {
    itemId: uuidv7(),
    seq: 0,
    state: "queued",
    version: 1,
    holderId: null,
    queuedAt: null,
    isReturned: false,
    round: 0,
    ringUntil: null,
    transfer: null,
    voicemail: null,
    menu: null,
    prompt: null,
    announcedAt: null,
    recording: null,
    recordings: [],
    cardEntry: null,
    cards: [],
    phases: [],
    outcome: null,
    startedAt: now,
    connectedAt: null,
    endedAt: null,
    legs: [],
    wrapUps: [],
    ...values,
  };
  call.legs = legs.map((leg) => newLeg(call, leg, now));
  return call;
}

export function newLeg(
  call: Pick<Call, "id" | "round">,
  values: Partial<Leg> & Pick<Leg, "role" | "name">,
  now: Date,
): Leg {
  return {
    id: uuidv7(),
    callId: call.id,
    userId: null,
    state: "ringing",
    purpose: "queue",
    placeId: null,
    round: call.round,
    held: false,
    muted: false,
    supervision: null,
    isHidden: false,
    deviceId: null,
    sessionId: null,
    aliveAt: null,
    since: now,
    createdAt: now,
    joinedAt: null,
    endedAt: null,
    endedAs: null,
    ...values,
  };
}

/** Rings these people, except those who are already rung or on the line. */
export function ring(
  call: Call,
  callees: readonly Callee[],
  { purpose, placeId = null }: { purpose: LegPurpose; placeId?: Id | null },
  now: Date,
): void {
  for (const { id: userId, name } of callees)
    if (!liveLegOf(call, userId)) call.legs.push(newLeg(call, { role: "staff", userId, name, purpose, placeId }, now));
}

export function endLeg(leg: Leg, endedAs: LegEnd, now: Date): void {
  if (leg.state === "ended") return;
  Object.assign(leg, { state: "ended", endedAs, endedAt: now, since: now, held: false });
}

export function endRinging(call: Call, endedAs: LegEnd, now: Date): void {
  for (const leg of ringingLegs(call)) endLeg(leg, endedAs, now);
  call.ringUntil = null;
}

/** Makes a person the holder of the call, and moves it to the place of their leg. */
export function takeOver(call: Call, { userId, placeId }: Leg): void {
  call.holderId = userId;
  if (placeId) call.placeId = placeId;
}

/**
 * Ends the call for everybody. It is missed if nobody ever answered it. When a customer whom we called was not reached, the caller's leg
 * ends for the same reason.
 */
export function endCall(call: Call, customerAs: LegEnd, now: Date): void {
  const outcome = outcomeOf(call, customerAs, now);
  endRinging(call, "withdrawn", now);
  const staffAs = isNotReached(customerAs) ? customerAs : "hung_up";
  for (const leg of call.legs) endLeg(leg, leg.role === "customer" ? customerAs : staffAs, now);
  Object.assign(call, {
    endedAt: now,
    transfer: null,
    queuedAt: null,
    holderId: null,
    outcome,
  });
}

function outcomeOf(call: Call, customerAs: LegEnd, now: Date): Call["outcome"] {
  if (call.outcome) return call.outcome;
  if (call.connectedAt) return "answered";
  if (isAnsweredByMenu(call, now)) return "self_service";
  if (call.direction === "in") return "missed";
  return isNotReached(customerAs) ? NOT_REACHED[customerAs] : "canceled";
}

/** It takes so long to hear the status of an order. */
const HEARD_MS = 3000;

/** Whether the customer has heard the status of their order, and asked for nobody. */
function isAnsweredByMenu(call: Call, now: Date): boolean {
  const { menu } = call;
  if (!menu?.toldAt || !isInMenu(call) || menu.walk.point.at !== "status") return false;
  return now.getTime() >= Date.parse(menu.toldAt) + HEARD_MS;
}

/** Puts the customer back in the queue, ahead of everybody who was never answered. */
export function requeue(call: Call, now: Date): void {
  endRinging(call, "withdrawn", now);
  customerLeg(call).held = false;
  Object.assign(call, { queuedAt: now, isReturned: true, round: 0, transfer: null, holderId: null });
}

/**
 * Ends supervision when no staff are on the line, a prompt when the customer is not alone any more, and a card entry whose colleague has
 * left, and derives the call's state and phase from its legs. Runs after every rule.
 */
export function settle(call: Call, now: Date): void {
  if (!isAlone(call)) call.prompt = null;
  abandonCardEntry(call, now);
  if (staffOnLine(call).length === 0) for (const leg of supervisors(call)) endLeg(leg, "withdrawn", now);
  call.state = stateOf(call);
  const phase = phaseOf(call);
  const last = call.phases.at(-1);
  if (last?.phase === phase) return;
  if (call.phases.length >= MAX_PHASES && phase !== "ended") return;
  // The clocks of nodes may differ; the times of a call must not go back.
  const at = new Date(Math.max(now.getTime(), last ? Date.parse(last.at) : 0)).toISOString();
  call.phases = [...call.phases, { phase, at }];
}

function stateOf(call: Call): Call["state"] {
  if (call.endedAt) return "ended";
  if (call.voicemail) return "voicemail";
  if (isInMenu(call)) return "menu";
  if (isCustomerRinging(call)) return "ringing";
  if (staffOnLine(call).length > 0) return "connected";
  return ringingLegs(call).length > 0 ? "ringing" : "queued";
}

function phaseOf(call: Call): CallDetail["phases"][number]["phase"] {
  if (call.state !== "connected") return call.state;
  return customerLeg(call).held ? "on_hold" : "connected";
}
