import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg, isOnLine, type Leg } from "@/server/domain/calls/call";
import type { Bridge, Channel } from "./ari";
import { accountOf, accountOfChannel, bridgeOf, callIdOf, legOf } from "./names";

/** What Asterisk has now, and what it was last asked to play and to mute, which it does not say. */
export type Observed = Asked & {
  channels: ReadonlyMap<string, Channel>;
  bridges: ReadonlyMap<string, ReadonlySet<string>>;
};
/** By channel. A worker that has just begun knows nothing, and asks again. */
export type Asked = { sounds: ReadonlyMap<string, Sound>; muted: ReadonlyMap<string, boolean> };
/** What a customer hears who is in no bridge. Joining one ends it. */
export type Sound = "ringback" | "music";

/** One request to Asterisk. Each may be repeated. */
export type Step =
  | { do: "originate"; leg: Leg; endpoint: string; callerId: string | null }
  | { do: "answer" | "hangUp"; channel: string }
  | { do: "play"; channel: string; sound: Sound }
  | { do: "mute"; channel: string; muted: boolean }
  | { do: "createBridge" | "removeBridge"; bridge: string }
  | { do: "join" | "leave"; bridge: string; channel: string };

export function observe(channels: readonly Channel[], bridges: readonly Bridge[], asked: Asked): Observed {
  return {
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    bridges: new Map(bridges.map((bridge) => [bridge.id, new Set(bridge.channels)])),
    ...asked,
  };
}

/** How customers are called: by which trunk, and with which number of ours. */
export type Dialing = { trunk: string; callerId: string };

/** How long a customer hears their own carrier's ringing at most: after that the call is taken, and music says that they wait. */
const RINGBACK_MS = 45_000;

/**
 * Compares a call with what Asterisk has. The call alone decides: people on the line who are not held are in the bridge of the call,
 * those who are held hear music, and a customer hears ringing until somebody can be heard.
 * @returns what makes Asterisk equal to the call; nothing when it is
 */
export function stepsFor(call: Call, observed: Observed, now: Date, dialing: Dialing | null = null): Step[] {
  const legs = call.legs.map((leg) => ({ leg, ...channelsOf(call, leg, observed) }));
  const spare = legs.flatMap(({ others }) => others);
  const carried = legs.flatMap(({ leg, channel }) => (channel ? [{ leg, channel }] : []));
  const isAnybodyThere = carried.some(({ leg, channel }) => leg.role === "staff" && isUp(channel));
  const members = carried.filter(({ leg, channel }) => isHeard(leg) && isUp(channel) && isAnybodyThere);
  return [
    ...spare.map((channel): Step => ({ do: "hangUp", channel: channel.id })),
    ...legs.flatMap(({ leg, channel }): Step[] => (channel ? [] : ringPhone(leg))),
    ...(dialing && isAnybodyThere ? legs.flatMap(({ leg, channel }) => (channel ? [] : dial(call, leg, dialing))) : []),
    ...answers(call, carried, isAnybodyThere, now),
    ...membership(
      call,
      members.map(({ channel }) => channel.id),
      observed,
    ),
    ...carried.flatMap((one) => sounds(call, one, observed, isAnybodyThere)),
    ...carried.flatMap((one) => mutes(one, observed)),
  ];
}

const isHeard = (leg: Leg): boolean => isOnLine(leg) && !leg.held;
const isUp = ({ state }: Channel): boolean => state === "Up";

type Carried = { leg: Leg; channel: Channel };

/** The channel that carries a leg, and those that are left over and end: of a tab before, or of a leg that is over. */
function channelsOf(call: Call, leg: Leg, { channels }: Observed): { channel: Channel | null; others: Channel[] } {
  const all = [...channels.values()].filter(({ id }) =>
    leg.role === "customer" && call.direction === "in" ? callIdOf(id) === call.id : legOf(id) === leg.id,
  );
  if (leg.state === "ended") return { channel: null, others: all };
  const account = accountFor(leg);
  const mine = all.filter(({ name }) => leg.role === "customer" || accountOfChannel(name) === account);
  const channel = mine.findLast(isUp) ?? mine.at(-1) ?? null;
  return { channel, others: all.filter((one) => one !== channel) };
}

const accountFor = ({ sessionId, deviceId }: Leg): string | null =>
  sessionId && deviceId ? accountOf({ sessionId, deviceId }) : null;

function ringPhone(leg: Leg): Step[] {
  const account = accountFor(leg);
  if (leg.role === "customer" || !isOnLine(leg) || !account) return [];
  return [{ do: "originate", leg, endpoint: `PJSIP/${account}`, callerId: null }];
}

/** A customer is called once their caller's phone is there: whoever answers hears somebody. */
function dial(call: Call, leg: Leg, { trunk, callerId }: Dialing): Step[] {
  if (leg.role === "staff" || leg.state !== "ringing") return [];
  return [{ do: "originate", leg, endpoint: `PJSIP/${call.contactValue}@${trunk}`, callerId }];
}

/** A customer's call is taken once somebody of ours can be heard: until then it costs them nothing. */
function answers(call: Call, carried: readonly Carried[], isAnybodyThere: boolean, now: Date): Step[] {
  const customer = carried.find(({ leg }) => leg.role === "customer")?.channel;
  if (!customer || call.direction !== "in" || isUp(customer)) return [];
  const hasWaited = now.getTime() - call.startedAt.getTime() > RINGBACK_MS;
  return isAnybodyThere || hasWaited ? [{ do: "answer", channel: customer.id }] : [];
}

/** Who leaves the bridge, and then who joins it. */
function membership(call: Call, wanted: readonly string[], { bridges, channels }: Observed): Step[] {
  const bridge = bridgeOf(call.id);
  const present = bridges.get(bridge);
  if (wanted.length === 0 && !present) return [];
  const leaving = [...(present ?? [])].filter((id) => !wanted.includes(id) && channels.has(id));
  const joining = wanted.filter((id) => !present?.has(id));
  return [
    ...leaving.map((channel): Step => ({ do: "leave", bridge, channel })),
    ...(present ? [] : [{ do: "createBridge", bridge } as const]),
    ...joining.map((channel): Step => ({ do: "join", bridge, channel })),
  ];
}

function sounds(call: Call, { leg, channel }: Carried, { sounds: asked }: Observed, isAnybodyThere: boolean): Step[] {
  const sound = soundFor(call, leg, channel, isAnybodyThere);
  return sound === null || sound === asked.get(channel.id) ? [] : [{ do: "play", channel: channel.id, sound }];
}

function soundFor(call: Call, leg: Leg, channel: Channel, isAnybodyThere: boolean): Sound | null {
  if (leg.role === "staff") return null;
  if (!isUp(channel)) return call.direction === "in" && !isAnybodyThere ? "ringback" : null;
  return leg.held || !isAnybodyThere ? "music" : null;
}

/** The phone mutes by itself; this is the server's word for it. */
function mutes({ leg, channel }: Carried, { muted }: Observed): Step[] {
  if (leg.role === "customer" || !isUp(channel) || muted.get(channel.id) === leg.muted) return [];
  return [{ do: "mute", channel: channel.id, muted: leg.muted }];
}

/** Ends what is left of calls that are over, or of which nothing is known. @param live the calls that go on */
export function leftovers(live: readonly Call[], { channels, bridges }: Observed): Step[] {
  const legIds = new Set<Id>(live.flatMap(({ legs }) => legs.map(({ id }) => id)));
  const bridgeIds = new Set(live.map(({ id }) => bridgeOf(id)));
  const isOver = ({ id }: Channel) => {
    const legId = legOf(id);
    return legId !== null && !legIds.has(legId);
  };
  return [
    ...[...channels.values()].filter(isOver).map(({ id }): Step => ({ do: "hangUp", channel: id })),
    ...[...bridges.keys()]
      .filter((id) => id.startsWith("call-") && !bridgeIds.has(id))
      .map((bridge): Step => ({ do: "removeBridge", bridge })),
  ];
}

/** The legs that are there: an open channel is for a telephone what a report is for a browser. */
export function legsPresent(call: Call, observed: Observed): Id[] {
  const customer = customerLeg(call);
  return call.legs.flatMap((leg) => {
    if (!isOnLine(leg)) return [];
    const { channel } = channelsOf(call, leg, observed);
    return channel && (leg === customer || isUp(channel)) ? [leg.id] : [];
  });
}

/** Whether the customer whom we called has answered. */
export function hasCustomerAnswered(call: Call, observed: Observed): boolean {
  const leg = customerLeg(call);
  const { channel } = channelsOf(call, leg, observed);
  return leg.state === "ringing" && channel !== null && isUp(channel);
}

/** Whether the customer whom we call has no channel: it was not made yet, or it is gone. */
export const isCustomerUnreached = (call: Call, observed: Observed): boolean =>
  customerLeg(call).state === "ringing" && channelsOf(call, customerLeg(call), observed).channel === null;

/** Whether the customer has hung up: their channel is gone. */
export const isCustomerGone = (call: Call, observed: Observed): boolean =>
  isOnLine(customerLeg(call)) && channelsOf(call, customerLeg(call), observed).channel === null;
