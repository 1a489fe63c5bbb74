import type { Id } from "@/server/contract/ids";
import type { CallPrompt, CallVoicemail, NoticeOfTranscription } from "@/server/contract/live-calls";
import type { Leg } from "@/server/domain/calls/call";
import type { Channel } from "./ari";

/** What Asterisk has now, and what it was last asked to play and to mute, which it does not say. */
export type Observed = Asked & {
  channels: ReadonlyMap<string, Channel>;
  bridges: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the recordings that calls which go on should have. */
  recordings: ReadonlyMap<Id, RecordingState>;
};
/** `uneven`: one of its sides is recorded, the other is not; `over`: it has ended, or could not be made. */
export type RecordingState = "absent" | "live" | "uneven" | "paused" | "over";
/** By channel. A worker that has just begun knows nothing, and asks again. */
export type Asked = {
  sounds: ReadonlyMap<string, Sound>;
  muted: ReadonlyMap<string, boolean>;
  /** By recording. */
  announcements: ReadonlyMap<Id, Announcement>;
  /** By prompt. */
  prompts: ReadonlyMap<Id, PromptProgress>;
};
/**
 * What has become of a prompt. `playedAt`: when its sounds were over; `failed`: one of them could not be played; `key`: the one of its
 * keys that was pressed.
 */
export type PromptProgress = {
  channel: string;
  keys: string;
  state: "playing" | "played" | "failed";
  playedAt: Date | null;
  key: string | null;
};
/** Whether the customer has heard that they are recorded. `transcribed`: and that what they say is turned into text. */
export type Announcement = "playing" | "done" | "transcribed" | "failed";
/** What a customer hears who is in no bridge. Joining one ends it. */
export type Sound = "ringback" | "music";

/** One request to Asterisk. Each may be repeated. */
export type Step =
  | { do: "originate"; leg: Leg; endpoint: string; callerId: string | null }
  | { do: "answer" | "hangUp"; channel: string }
  | { do: "play"; channel: string; sound: Sound }
  | { do: "takeMessage"; channel: string; voicemail: CallVoicemail }
  | { do: "prompt"; channel: string; prompt: CallPrompt }
  | { do: "stopPrompt"; promptId: Id }
  | { do: "announce"; channel: string; recordingId: Id; transcription: NoticeOfTranscription | undefined }
  | { do: "record"; channel: string; recordingId: Id }
  | { do: "pauseRecording" | "resumeRecording"; recordingId: Id }
  | { do: "mute"; channel: string; muted: boolean }
  | { do: "createBridge" | "removeBridge"; bridge: string }
  | { do: "join" | "leave"; bridge: string; channel: string }
  /** A channel `as` that hears what this channel says and hears, and speaks to it alone if it may. */
  | { do: "snoop"; channel: string; as: string; mayWhisper: boolean };

export const isUp = ({ state }: Channel): boolean => state === "Up";

/** A leg with the channel that carries it. */
export type Carried = { leg: Leg; channel: Channel };

/** Who leaves a bridge, and then who joins it. */
export function membership(bridge: string, wanted: readonly string[], { bridges, channels }: Observed): Step[] {
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
