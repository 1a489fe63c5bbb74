import { parse, stringify, v5 } from "uuid";
import type { Id } from "@/server/contract/ids";
import type { Tab } from "@/server/contract/voice";

/* What our calls, legs and browsers are called in Asterisk. From these names alone a worker that starts finds everything again. */

const CALLS = "f5b1c1f0-5d0e-4d0c-9a3e-6f1f3f0a7c11";

/** The call that a channel from the trunk is: the same one, however often the channel is reported. */
export const callIdOf = (channelId: string): Id => v5(channelId, CALLS);

export const bridgeOf = (callId: Id): string => `call-${callId}`;

const LEG_CHANNEL = /^leg-([0-9a-f-]{36})-\d+$/;
/** @param attempt a leg that lost its channel gets another */
export const legChannel = (legId: Id, attempt: number): string => `leg-${legId}-${attempt}`;
/** The leg that one of our own channels is for; null for a channel that we did not make. */
export const legOf = (channelId: string): Id | null => LEG_CHANNEL.exec(channelId)?.[1] ?? null;

const ACCOUNT = /^sl([\w-]{22})([\w-]{22})$/;
const short = (id: Id): string => Buffer.from(parse(id)).toString("base64url");
const long = (text: string): Id => stringify(Buffer.from(text, "base64url"));

/** The account of a tab. Short, because Asterisk cuts long channel names. */
export const accountOf = ({ sessionId, deviceId }: Tab): string => `sl${short(sessionId)}${short(deviceId)}`;
/** @returns null for an account that is not one of ours */
export function tabOf(account: string): Tab | null {
  const [, session, device] = ACCOUNT.exec(account) ?? [];
  return session && device ? { sessionId: long(session), deviceId: long(device) } : null;
}

/** The account that a channel belongs to, from its name: `PJSIP/<account>-<number>`. */
export const accountOfChannel = (channelName: string): string =>
  /^PJSIP\/(.+)-[0-9a-f]{8}$/.exec(channelName)?.[1] ?? "";
