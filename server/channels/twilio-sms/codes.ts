import { ChannelError, deliveryFailure, type FailureReason } from "@/server/contract/channel";

/** The reasons that staff read for Twilio's codes. */
const REASONS: Record<string, FailureReason> = {
  "21211": "cannotReceive",
  "21408": "countryDisabled",
  "21606": "cannotSend",
  "21610": "unsubscribed",
  "21612": "unreachable",
  "21614": "notAMobile",
  "21617": "tooLong",
  "30003": "phoneOff",
  "30004": "blocked",
  "30005": "noSuchNumber",
  "30006": "landline",
  "30007": "filtered",
  "30034": "notRegistered",
  "30036": "late",
};
const SLOW_DOWN = new Set(["20429", "21611", "30001", "63017", "20503"]);

export function explain(code: string | null): string {
  if (code === null || !/^\d{1,6}$/.test(code)) return deliveryFailure("provider");
  return deliveryFailure(REASONS[code] ?? "provider", code);
}

/** Maps a refusal of Twilio's API. A 5xx may come after the message was accepted, so its outcome is unknown. */
export function refusal(httpStatus: number, code: string | null): ChannelError {
  if (code === "21610") return new ChannelError("opted_out", "unsubscribed", code);
  if (httpStatus === 429 || (code !== null && SLOW_DOWN.has(code)))
    return new ChannelError("unavailable", "slowDown", code);
  if (httpStatus >= 500) return new ChannelError("unknown", "providerFailed", code);
  if (httpStatus === 401 || httpStatus === 403) return new ChannelError("rejected", "accountRefused", code);
  return new ChannelError("rejected", (code && REASONS[code]) || "provider", code);
}
