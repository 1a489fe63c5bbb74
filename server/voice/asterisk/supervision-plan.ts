import { type Call, isOnLine, type Leg } from "@/server/domain/calls/call";
import { listeningBridgeOf, snoopingLegOf, snoopOf } from "./names";
import { type Carried, isUp, membership, type Observed, type Step } from "./steps";

/** Supervisors whom the customer must not hear: they are never in the bridge of the call. */
export const isQuiet = ({ role, supervision }: Pick<Leg, "role" | "supervision">): boolean =>
  role === "supervisor" && supervision !== "barge";

/**
 * What makes each supervisor hear a call: a snoop channel on the phone of its holder, who hears everybody, in a bridge with the
 * supervisor alone. Whoever whispers is heard by the holder alone, through the same channel.
 */
export function supervise(call: Call, carried: readonly Carried[], observed: Observed): Step[] {
  const staff = carried.filter(({ leg, channel }) => leg.role === "staff" && isUp(channel));
  const colleague = staff.find(({ leg }) => leg.userId === call.holderId) ?? staff[0] ?? null;
  return call.legs
    .filter(({ role }) => role === "supervisor")
    .flatMap((leg) => listen(leg, carried.find((one) => one.leg.id === leg.id) ?? null, colleague, observed));
}

function listen(leg: Leg, mine: Carried | null, colleague: Carried | null, observed: Observed): Step[] {
  const { supervision: mode } = leg;
  const canListen = mine && colleague && mode && isOnLine(leg) && isQuiet(leg) && isUp(mine.channel);
  const wanted = canListen ? snoopOf(leg.id, mode, colleague.channel.id) : null;
  const others = [...observed.channels.keys()].filter((id) => snoopingLegOf(id) === leg.id && id !== wanted);
  const isThere = wanted !== null && observed.channels.has(wanted);
  return [
    ...others.map((channel): Step => ({ do: "hangUp", channel })),
    ...(canListen && wanted && !isThere ? [snoop(colleague.channel.id, wanted, mode === "whisper")] : []),
    ...membership(listeningBridgeOf(leg.id), isThere && mine ? [mine.channel.id, wanted] : [], observed),
  ];
}

const snoop = (channel: string, as: string, mayWhisper: boolean): Step => ({ do: "snoop", channel, as, mayWhisper });
