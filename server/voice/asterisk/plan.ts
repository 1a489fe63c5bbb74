import type { Id } from "@/server/contract/ids";
import { type Call, customerLeg, isOnLine, type Leg } from "@/server/domain/calls/call";
import { wantedRecording } from "@/server/domain/calls/recording";
import type { Bridge, Channel } from "./ari";
import {
  accountOf,
  accountOfChannel,
  bridgeOf,
  callIdOf,
  isListener,
  isOurBridge,
  legOf,
  listenerOf,
  listeningBridgeOf,
  SIDES,
  sideBridgeOf,
  snoopingLegOf,
} from "./names";
import { cutPrompts, promptSteps } from "./prompt-plan";
import { recordingPauses, recordingSteps } from "./recording-plan";
import {
  type Asked,
  type Carried,
  isUp,
  membership,
  type Observed,
  type RecordingState,
  type Sound,
  type Step,
} from "./steps";
import { isQuiet, supervise } from "./supervision-plan";

export function observe(
  channels: readonly Channel[],
  bridges: readonly Bridge[],
  { sounds, muted, announcements, prompts }: Asked,
  recordings: ReadonlyMap<Id, RecordingState> = new Map(),
): Observed {
  return {
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    bridges: new Map(bridges.map((bridge) => [bridge.id, new Set(bridge.channels)])),
    recordings,
    ...{ sounds, muted, announcements, prompts },
  };
}

/** How customers are called: by which trunk, and with which number of ours. */
export type Dialing = { trunk: string; callerId: string };

/** How long a customer hears their own carrier's ringing at most: after that the call is taken, and music says that they wait. */
const RINGBACK_MS = 45_000;

/**
 * Compares a call with what Asterisk has. The call alone decides: people on the line who are not held are in the bridge of the call,
 * those who are held hear music, and a customer hears ringing until somebody or a prompt can be heard, or until they may leave a message.
 * @returns what makes Asterisk equal to the call; nothing when it is
 */
export function stepsFor(call: Call, observed: Observed, now: Date, dialing: Dialing | null = null): Step[] {
  const legs = call.legs.map((leg) => ({ leg, ...channelsOf(call, leg, observed) }));
  const spare = legs.flatMap(({ others }) => others);
  const carried = legs.flatMap(({ leg, channel }) => (channel ? [{ leg, channel }] : []));
  const isAnybodyThere = carried.some(({ leg, channel }) => leg.role === "staff" && isUp(channel));
  const wanted = wantedRecording(call);
  const mayJoin = (leg: Leg) => !isQuiet(leg) && (leg.role !== "customer" || wanted !== "announcement");
  const members = carried.filter(({ leg, channel }) => isHeard(leg) && mayJoin(leg) && isUp(channel) && isAnybodyThere);
  return [
    ...recordingPauses(call, wanted, observed),
    ...carried.flatMap((one) => cutPrompts(call, one, observed)),
    ...spare.map((channel): Step => ({ do: "hangUp", channel: channel.id })),
    ...legs.flatMap(({ leg, channel }): Step[] => (channel ? [] : ringPhone(leg))),
    ...(dialing && isAnybodyThere ? legs.flatMap(({ leg, channel }) => (channel ? [] : dial(call, leg, dialing))) : []),
    ...answers(call, carried, isAnybodyThere, now),
    ...membership(
      bridgeOf(call.id),
      members.map(({ channel }) => channel.id),
      observed,
    ),
    ...supervise(call, carried, observed),
    ...carried.flatMap((one) => sounds(call, one, observed, isAnybodyThere)),
    ...carried.flatMap((one) => mutes(one, observed)),
    ...carried.flatMap((one) => messages(call, one, observed)),
    ...carried.flatMap((one) => promptSteps(call, one, observed)),
    ...carried.flatMap((one) => recordingSteps(call, wanted, one, observed, now)),
  ];
}

const isHeard = (leg: Leg): boolean => isOnLine(leg) && !leg.held;

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
  if (leg.role !== "customer" || leg.state !== "ringing") return [];
  return [{ do: "originate", leg, endpoint: `PJSIP/${call.contactValue}@${trunk}`, callerId }];
}

/** A customer's call is taken once somebody of ours, a greeting or a prompt can be heard: until then it costs them nothing. */
function answers(call: Call, carried: readonly Carried[], isAnybodyThere: boolean, now: Date): Step[] {
  const customer = carried.find(({ leg }) => leg.role === "customer")?.channel;
  if (!customer || call.direction !== "in" || isUp(customer)) return [];
  const hasWaited = now.getTime() - call.startedAt.getTime() > RINGBACK_MS;
  return isAnybodyThere || call.voicemail || call.prompt || hasWaited ? [{ do: "answer", channel: customer.id }] : [];
}

function sounds(call: Call, { leg, channel }: Carried, { sounds: asked }: Observed, isAnybodyThere: boolean): Step[] {
  const sound = soundFor(call, leg, channel, isAnybodyThere);
  return sound === null || sound === asked.get(channel.id) ? [] : [{ do: "play", channel: channel.id, sound }];
}

function soundFor(call: Call, leg: Leg, channel: Channel, isAnybodyThere: boolean): Sound | null {
  if (leg.role !== "customer" || call.voicemail) return null;
  if (isUp(channel) && (call.prompt || call.cardEntry || wantedRecording(call) === "announcement")) return null;
  if (!isUp(channel)) return call.direction === "in" && !isAnybodyThere ? "ringback" : null;
  return leg.held || !isAnybodyThere ? "music" : null;
}

/** The phone mutes by itself; this is the server's word for it. */
function mutes({ leg, channel }: Carried, { muted }: Observed): Step[] {
  const isMuted = leg.muted || leg.supervision === "listen";
  if (leg.role === "customer" || !isUp(channel) || muted.get(channel.id) === isMuted) return [];
  return [{ do: "mute", channel: channel.id, muted: isMuted }];
}

/** The greeting, and then the recording of what the customer says. */
function messages({ voicemail }: Call, { leg, channel }: Carried, { recordings }: Observed): Step[] {
  if (!voicemail || leg.role !== "customer" || !isUp(channel)) return [];
  const isMissing = recordings.get(voicemail.recordingId) === "absent";
  return isMissing ? [{ do: "takeMessage", channel: channel.id, voicemail }] : [];
}

/** Whether the customer has left their message, or it cannot be taken. */
export const isMessageOver = ({ voicemail }: Call, { recordings }: Observed): boolean =>
  voicemail !== null && recordings.get(voicemail.recordingId) === "over";

/** Ends what is left of calls that are over, or of which nothing is known. @param live the calls that go on */
export function leftovers(live: readonly Call[], { channels, bridges }: Observed): Step[] {
  const legIds = new Set<Id>(live.flatMap(({ legs }) => legs.map(({ id }) => id)));
  const bridgeIds = new Set(
    live.flatMap(({ id, legs }) => [bridgeOf(id), ...legs.map((leg) => listeningBridgeOf(leg.id))]),
  );
  const recorded = live.flatMap((call) =>
    wantedRecording(call) === "none" ? [] : (call.recording?.recordingId ?? []),
  );
  const listeners = new Set(recorded.flatMap((id) => [undefined, ...SIDES].map((side) => listenerOf(id, side))));
  for (const id of recorded) for (const side of SIDES) bridgeIds.add(sideBridgeOf(id, side));
  const isOver = ({ id }: Channel) => {
    if (isListener(id)) return !listeners.has(id);
    const legId = legOf(id) ?? snoopingLegOf(id);
    return legId !== null && !legIds.has(legId);
  };
  return [
    ...[...channels.values()].filter(isOver).map(({ id }): Step => ({ do: "hangUp", channel: id })),
    ...[...bridges.keys()]
      .filter((id) => isOurBridge(id) && !bridgeIds.has(id))
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

/**
 * The channel of a customer who enters a card, once nobody hears them and nothing is recorded; null before, and without a card entry.
 */
export function cardChannel(call: Call, observed: Observed): string | null {
  const { channel } = channelsOf(call, customerLeg(call), observed);
  if (!call.cardEntry || !channel || !isUp(channel)) return null;
  const recording = call.recording && observed.recordings.get(call.recording.recordingId);
  const isRecorded = recording === "live" || recording === "uneven";
  const isAmongOthers = [...observed.bridges.values()].some((members) => members.has(channel.id));
  return isRecorded || isAmongOthers ? null : channel.id;
}

/** Whether the customer has hung up: their channel is gone. */
export const isCustomerGone = (call: Call, observed: Observed): boolean =>
  isOnLine(customerLeg(call)) && channelsOf(call, customerLeg(call), observed).channel === null;
