"use client";
import { useCallback, useSyncExternalStore } from "react";
import { useMe } from "@/components/client/realtime";
import { createSessionStore } from "@/components/conversations/session-store";

const KEPT = 6;
const NONE: readonly string[] = [];
// In this tab only, because devices are shared.
const searches = createSessionStore<readonly string[]>("storeline-searches:", NONE);

/** A person's last searches on this device. People who see no contact details keep none of their own typing of them either. */
export function useRecentSearches() {
  const { id, can } = useMe();
  const recent = useSyncExternalStore(
    searches.subscribe,
    () => searches.get(id),
    () => NONE,
  );
  const remember = useCallback(
    (text: string) => {
      const isContact = /\d|@/.test(text);
      if (text === "" || (isContact && !can.seePersonalData)) return;
      const others = searches.get(id).filter((one) => one.toLocaleLowerCase() !== text.toLocaleLowerCase());
      searches.set(id, [text, ...others].slice(0, KEPT));
    },
    [id, can.seePersonalData],
  );
  return { recent, remember, clear: useCallback(() => searches.set(id, NONE), [id]) };
}
