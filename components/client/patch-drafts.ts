import type { Draft } from "@/server/contract/drafts";
import type { CacheState } from "./cache-state";

/** A draft of this person, changed on this device or another one; an older version changes nothing. */
export function placeDraft(cache: CacheState, draft: Draft): CacheState {
  if (!cache.drafts) return cache;
  const isSame = (one: Draft) => one.conversationId === draft.conversationId && one.mode === draft.mode;
  const known = cache.drafts.find(isSame);
  if (known && known.version >= draft.version) return cache;
  return { ...cache, drafts: [draft, ...cache.drafts.filter((one) => !isSame(one))] };
}
