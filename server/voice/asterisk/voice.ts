import type { IceServer } from "@/server/contract/call-media";
import { DomainError } from "@/server/contract/errors";
import type { VoiceProvider } from "@/server/contract/voice";
import { isE164 } from "@/server/domain/text/normalize";
import { openAccount } from "./accounts";
import { type Ari, AriError } from "./ari";
import { ASTERISK } from "./arrive";

type Options = { ari: Ari; sipUrl: string; canCall: () => boolean; iceServers: () => IceServer[] };

/** Calls that go through Asterisk: from and to telephones. */
export const asteriskVoice = ({ ari, sipUrl, canCall, iceServers }: Options): VoiceProvider => ({
  kind: ASTERISK,
  canReach: ({ kind }, { address }) => kind === "phone" && isE164(address) && canCall(),
  async openPhone(tab) {
    try {
      return { ...(await openAccount(ari, tab)), url: sipUrl, iceServers: iceServers() };
    } catch (error) {
      throw error instanceof AriError ? new DomainError("unavailable", "phoneSystemAway") : error;
    }
  },
});
