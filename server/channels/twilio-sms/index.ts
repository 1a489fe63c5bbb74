import type { Channel } from "@/server/contract/channel";
import { systemClock } from "@/server/lib/clock";
import { fetchMedia, send } from "./api";
import { readParams, single } from "./form";
import { list } from "./list";
import { parse } from "./parse";
import { isSigned } from "./signature";
import { TwilioConfig } from "./types";

/** SMS and MMS. @source Twilio Programmable Messaging, or what speaks its language */
export const twilioSms: Channel<TwilioConfig> = {
  kind: "twilio-sms",
  label: "SMS",
  icon: "M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H8l-5 4v-4a2 2 0 0 1-1-2V6a2 2 0 0 1 2-2Zm3 6v2h2v-2H7Zm4 0v2h2v-2h-2Zm4 0v2h2v-2h-2Z",
  config: TwilioConfig,
  identityKind: "phone",
  capabilities: { attachments: true, maxLength: 1600, maxBodyBytes: 64 * 1024, consent: "sms" },
  accountOf(raw) {
    try {
      return single(readParams(raw), "AccountSid") ?? null;
    } catch {
      return null;
    }
  },
  verify: (raw, config) => isSigned(raw, config, systemClock()),
  parse,
  accepted: { status: 200, headers: { "content-type": "text/xml" }, body: "<Response/>" },
  send,
  list,
  fetchMedia,
};
