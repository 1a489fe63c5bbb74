import type { Leg } from "@/server/domain/calls/call";
import type { Participant } from "./api";
import type { Place, Whereabouts } from "./customer-place";
import type { MadeRecording } from "./recordings-api";

/** What Twilio has of one call. */
export type Observed = {
  participants: readonly Participant[];
  /** Two participants have met: from then on nobody hears ringing any more, and somebody alone hears nothing. */
  isStarted: boolean;
  customer: Whereabouts;
  /** Of the customer's call, made because the call is to be recorded; empty where nobody needs to know. */
  recordings: readonly MadeRecording[];
};

/** One request to Twilio. Each may be repeated. */
export type Step =
  | { do: "hangUp"; callSid: string }
  | { do: "dial"; leg: Leg; to: string; from: string }
  /** Brings the customer into the conference, or out of it, to something that is said to them. */
  | { do: "move"; callSid: string; to: Place }
  | { do: "record"; callSid: string }
  | { do: "pauseRecording"; recordingSid: string; paused: boolean }
  | { do: "stopRecording"; recordingSid: string }
  | { do: "hold"; callSid: string; held: boolean }
  /** `coach`: the call that alone hears this participant; null: everybody does. */
  | { do: "speak"; callSid: string; muted: boolean; coach: string | null };
