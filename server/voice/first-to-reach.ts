import { DomainError } from "@/server/contract/errors";
import type { VoiceProvider } from "@/server/contract/voice";
import type { VoicePort } from "@/server/domain/context";

/** Asks the providers in this order; the first that reaches the address carries the call. */
export const firstToReach = (providers: readonly VoiceProvider[]): VoicePort => ({
  async providerFor(address, endpoint) {
    for (const provider of providers) if (await provider.canReach(address, endpoint)) return provider.kind;
    return null;
  },
  openPhone(kind, tab) {
    const open = providers.find((provider) => provider.kind === kind)?.openPhone;
    if (!open) throw new DomainError("unavailable", "phoneSystemAway");
    return open(tab);
  },
  records: (kind) => providers.some((provider) => provider.kind === kind && provider.records),
  takesMessages: (kind) => providers.some((provider) => provider.kind === kind && provider.takesMessages),
  cardKeysProblem: async (kind, language) => {
    const ask = providers.find((provider) => provider.kind === kind)?.cardKeysProblem;
    return ask ? ask(language) : "unsupported";
  },
  prompts: (kind) => providers.some((provider) => provider.kind === kind && provider.prompts),
});
