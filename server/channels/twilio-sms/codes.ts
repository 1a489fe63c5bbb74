import { ChannelError } from "@/server/contract/channel";

/** Twilio's codes in words for the person who wrote the message. */
const WORDS: Record<string, string> = {
  "21211": "This is not a number that can receive messages.",
  "21408": "Messages to this country are not enabled.",
  "21606": "Our number cannot send messages.",
  "21610": "The customer has unsubscribed (STOP).",
  "21612": "This number cannot be reached from ours.",
  "21614": "This is not a mobile number.",
  "21617": "The message is too long.",
  "30003": "The phone is switched off or out of reach. Try again later.",
  "30004": "The message was blocked.",
  "30005": "This number does not exist.",
  "30006": "This is a landline: it cannot receive messages.",
  "30007": "The carrier filtered the message. Tell an admin.",
  "30034": "Our number is not registered for messages (10DLC). Tell an admin.",
  "30036": "It could not be delivered in time.",
};
const SLOW_DOWN = new Set(["20429", "21611", "30001", "63017", "20503"]);

export function explain(code: string | null): string {
  if (code === null || !/^\d{1,6}$/.test(code)) return "The provider could not deliver it.";
  return WORDS[code] ? `${WORDS[code]} (${code})` : `The provider could not deliver it (${code}).`;
}

/** Maps a refusal of Twilio's API. A 5xx may come after the message was taken, so its outcome is unknown, not a refusal. */
export function refusal(httpStatus: number, code: string | null): ChannelError {
  if (code === "21610") return new ChannelError("opted_out", explain(code), code);
  if (httpStatus === 429 || (code !== null && SLOW_DOWN.has(code)))
    return new ChannelError("unavailable", "The provider asks us to slow down.", code);
  if (httpStatus >= 500) return new ChannelError("unknown", "The provider failed while taking the message.", code);
  if (httpStatus === 401 || httpStatus === 403)
    return new ChannelError("rejected", "The provider refused our account. Tell an admin.", code);
  return new ChannelError("rejected", explain(code), code);
}
