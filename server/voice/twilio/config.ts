import type { TwilioAccount } from "@/server/twilio/account";
import type { SigningTokens } from "@/server/twilio/signature";

export type TwilioVoiceConfig = TwilioAccount &
  SigningTokens & {
    /** The key that signs the tokens of browsers. */
    apiKey: { sid: string; secret: string };
    /** The TwiML application that browsers connect to. */
    appSid: string;
    /** Where browsers reach Twilio, in the order in which they try. */
    edges: string[];
    /** Where Twilio reaches us. */
    publicUrl: string;
  };

/** The path of our webhooks, below /api/webhooks/. */
export const VOICE_WEBHOOK = "twilio-voice";

/** What Twilio requests below the path. */
export const WEBHOOKS = {
  /** A customer calls, or a browser connects. */
  call: "",
  /** What a customer hears until somebody of ours is there. */
  wait: "/wait",
  /** What a customer on hold hears. */
  hold: "/hold",
  /** A call has left its conference. */
  left: "/left",
  /** A customer has heard what was said to them, or answered it with a key. */
  heard: "/heard",
  /** A customer has left their message. */
  message: "/message",
  /** What a customer hears who is on the way to what comes next. */
  next: "/next",
  /** A conference changed. */
  conference: "/conference",
  /** A call to a customer changed. */
  customer: "/customer",
  ring: "/ring.wav",
  music: "/music.wav",
} as const;

export const webhookUrl = (publicUrl: string, webhook: keyof typeof WEBHOOKS, query: Record<string, string> = {}) => {
  const url = new URL(`${publicUrl}/api/webhooks/${VOICE_WEBHOOK}${WEBHOOKS[webhook]}`);
  url.search = new URLSearchParams(query).toString();
  return url.href;
};
