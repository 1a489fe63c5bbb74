import type { PersonPreferences } from "@/server/contract/preferences";
import type { CacheState } from "./cache-state";

/** The person's own preferences, changed on this device or another one; an older version changes nothing. */
export const placePreferences = (cache: CacheState, preferences: PersonPreferences): CacheState =>
  !cache.preferences || cache.preferences.version >= preferences.version ? cache : { ...cache, preferences };
