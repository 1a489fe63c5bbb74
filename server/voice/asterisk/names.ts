import { parse, stringify, v5 } from "uuid";
import type { Id } from "@/server/contract/ids";
import type { SupervisionMode } from "@/server/contract/live-calls";
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

/** What a customer says, and what they hear. */
export const SIDES = ["in", "out"] as const;
export type Side = (typeof SIDES)[number];

const RECORDING = /^storeline-([0-9a-f-]{36})(?:-in|-out)?$/;
/** A message has one file. A call has one for each side; an earlier version recorded both in one. */
export const recordingName = (recordingId: Id, side?: Side): string => `storeline-${recordingId}${suffixOf(side)}`;
/** All names that a recording may have. */
export const recordingNames = (recordingId: Id): string[] =>
  [undefined, ...SIDES].map((side) => recordingName(recordingId, side));
const suffixOf = (side: Side | undefined): string => (side ? `-${side}` : "");
/** The recording that has this name; null for one that is not ours. */
export const recordingOf = (name: string): Id | null => RECORDING.exec(name)?.[1] ?? null;

/** The bridge in which a supervisor hears a call without being in it. */
export const listeningBridgeOf = (legId: Id): string => `listen-${legId}`;
/** The bridge in which one side of a call is recorded. */
export const sideBridgeOf = (recordingId: Id, side: Side): string => `side-${recordingId}-${side}`;
export const isOurBridge = (bridgeId: string): boolean => /^(call|listen|side)-/.test(bridgeId);

const SNOOP = /^snoop-([0-9a-f-]{36})-/;
/** What a supervisor's leg hears through the channel of a colleague. */
export const snoopOf = (legId: Id, mode: SupervisionMode, channelId: string): string =>
  `snoop-${legId}-${mode}-${channelId}`;
/** The supervisor's leg that such a channel is for; null for every other channel. */
export const snoopingLegOf = (channelId: string): Id | null => SNOOP.exec(channelId)?.[1] ?? null;

/** The channel that hears what a customer says or hears; without a side, both, as an earlier version recorded calls. */
export const listenerOf = (recordingId: Id, side?: Side): string => `listener-${recordingId}${suffixOf(side)}`;
export const isListener = (channelId: string): boolean => channelId.startsWith("listener-");

const ANNOUNCEMENT = /^announcement-([0-9a-f-]{36})(-text)?$/;
/** What a playback tells a customer: that they are recorded, and whether what they say is turned into text. */
export type Announced = { recordingId: Id; isTranscribed: boolean };
export const announcementOf = ({ recordingId, isTranscribed }: Announced): string =>
  `announcement-${recordingId}${isTranscribed ? "-text" : ""}`;
/** @returns null for another playback */
export function announcedBy(playbackId: string): Announced | null {
  const [, recordingId, text] = ANNOUNCEMENT.exec(playbackId) ?? [];
  return recordingId ? { recordingId, isTranscribed: text !== undefined } : null;
}

const PROMPT = /^prompt-([0-9a-f-]{36})$/;
/** The playback of a prompt. */
export const playbackOf = (promptId: Id): string => `prompt-${promptId}`;
/** The prompt that a playback is of; null for another playback. */
export const promptOf = (playbackId: string): Id | null => PROMPT.exec(playbackId)?.[1] ?? null;

/** What a customer hears who enters a card: the n-th question, or what comes after them. */
export const cardPlaybackOf = (entryId: Id, question: number): string => `card-${entryId}-${question}`;
/**
 * What another process may still play of an entry: one of at most three times three questions, or that the card is sent. How the entry
 * ended is left out: whoever adopts an entry that ends plays that under the same name, so it goes on, or begins if it has not.
 */
export const cardPlaybacksOf = (entryId: Id): string[] =>
  Array.from({ length: 9 }, (_, n) => n + 1)
    .concat(-1)
    .map((question) => cardPlaybackOf(entryId, question));

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
