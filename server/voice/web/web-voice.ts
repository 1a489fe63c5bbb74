import type { VoiceProvider } from "@/server/contract/voice";

type Reachable = {
  /** Whether a visitor has the chat open, on any node. */
  isChatOpen(visitorId: string): Promise<boolean>;
  /** The simulator is running: it has a phone for every number. */
  hasPhones: boolean;
};

/** Calls whose customer talks through a browser: from the chat on a site, or by a phone of the simulator. */
export const webVoice = ({ isChatOpen, hasPhones }: Reachable): VoiceProvider => ({
  kind: "web",
  // By the holder's browser (ADR 0082).
  records: true,
  takesMessages: false,
  prompts: false,
  canReach: ({ kind, value }) => {
    if (kind === "visitor") return isChatOpen(value);
    return kind === "phone" && hasPhones;
  },
});
