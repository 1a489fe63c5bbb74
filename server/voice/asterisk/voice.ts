import type { IceServer } from "@/server/contract/call-media";
import { DomainError } from "@/server/contract/errors";
import type { VoiceProvider } from "@/server/contract/voice";
import { isE164 } from "@/server/domain/text/normalize";
import { openAccount } from "./accounts";
import { type Ari, AriError } from "./ari";
import { ASTERISK } from "./arrive";
import { CARD_SOUNDS, logsKeys } from "./cards/card-sounds";
import { languageOf } from "./sounds";

type Options = { ari: Ari; sipUrl: string; canCall: () => boolean; iceServers: () => IceServer[] };

/** Calls that go through Asterisk: from and to telephones. */
export const asteriskVoice = ({ ari, sipUrl, canCall, iceServers }: Options): VoiceProvider => ({
  kind: ASTERISK,
  records: true,
  takesMessages: true,
  prompts: true,
  async cardKeysProblem(language) {
    try {
      if (await logsKeys(ari)) return "keys_logged";
      return (await languageOf(ari, CARD_SOUNDS, language)) ? null : "sounds_missing";
    } catch (error) {
      if (error instanceof AriError) return "away";
      throw error;
    }
  },
  canReach: ({ kind }, { address }) => kind === "phone" && isE164(address) && canCall(),
  async openPhone(tab) {
    try {
      return { kind: "sip", ...(await openAccount(ari, tab)), url: sipUrl, iceServers: iceServers() };
    } catch (error) {
      throw error instanceof AriError ? new DomainError("unavailable", "phoneSystemAway") : error;
    }
  },
});
