import { TWILIO } from "@/server/contract/constants";
import { DomainError } from "@/server/contract/errors";
import type { VoiceProvider } from "@/server/contract/voice";
import type { TwilioVoiceConfig } from "./config";
import type { TwilioCheck } from "./numbers";
import { browserToken } from "./token";

/** Calls that go through Twilio: from and to telephones, with a number of the account. */
export const twilioVoice = (config: TwilioVoiceConfig, check: Pick<TwilioCheck, "isUp" | "owns">): VoiceProvider => ({
  kind: TWILIO,
  records: true,
  takesMessages: true,
  prompts: true,
  canReach: ({ kind }, { address }) => kind === "phone" && check.isUp() && check.owns(address),
  async openPhone(tab) {
    if (!check.isUp()) throw new DomainError("unavailable", "phoneSystemAway");
    return { kind: "token", token: browserToken(config, tab), edges: config.edges };
  },
});
