import type { CallLeg, LiveCall } from "@/server/contract/live-calls";
import type { WrapUpView } from "@/server/contract/wrap-ups";
import { at, PLACE, uuid } from "./cached";
import { ana } from "./workspace";

/* Live calls for the tests of screens: a customer at Pine Street, Ana, and her colleague Ben. */

export const BEN = { id: uuid(801), name: "Ben Okafor" };

export const legOf = (n: number, over: Partial<CallLeg> = {}): CallLeg => ({
  id: uuid(5000 + n),
  role: "staff",
  userId: ana.id,
  name: ana.name,
  state: "up",
  purpose: "queue",
  held: false,
  muted: false,
  supervision: null,
  isHidden: false,
  since: at(1),
  endedAs: null,
  ...over,
});
export const customerLeg = (over: Partial<CallLeg> = {}): CallLeg =>
  legOf(0, { role: "customer", userId: null, name: "Maya Chen", ...over });
export const bensLeg = (over: Partial<CallLeg> = {}): CallLeg =>
  legOf(2, { userId: BEN.id, name: BEN.name, purpose: "consult", ...over });

export const callWith = (legs: CallLeg[], over: Partial<LiveCall> = {}): LiveCall => ({
  id: uuid(4001),
  version: 1,
  conversationId: uuid(1),
  seq: 2,
  direction: "in",
  state: "connected",
  channel: "webchat",
  provider: "web",
  customer: { id: uuid(701), name: "Maya Chen", contact: "Web visitor" },
  place: { id: PLACE.id, name: PLACE.name },
  startedAt: at(0),
  connectedAt: at(1),
  endedAt: null,
  holderId: legs.find(({ role, state }) => role === "staff" && state === "up")?.userId ?? null,
  transfer: null,
  recording: null,
  cardEntry: null,
  lastCard: null,
  ...over,
  legs,
});
/** A call that rings for Ana. */
export const ringing = (over: Partial<LiveCall> = {}): LiveCall =>
  callWith([customerLeg(), legOf(1, { state: "ringing" })], { state: "ringing", connectedAt: null, ...over });
/** A call that Ana is on. */
export const talking = (...others: CallLeg[]): LiveCall => callWith([customerLeg(), legOf(1), ...others]);

/** Ana's wrap-up after that call. */
export const wrapUpOf = (over: Partial<WrapUpView> = {}): WrapUpView => ({
  id: uuid(4101),
  version: 4,
  callId: uuid(4001),
  conversationId: uuid(1),
  direction: "in",
  customer: { id: uuid(701), name: "Maya Chen" },
  place: { id: PLACE.id, name: PLACE.name },
  startedAt: at(2),
  endsAt: at(3),
  isOver: false,
  disposition: null,
  lastCard: null,
  ...over,
});
