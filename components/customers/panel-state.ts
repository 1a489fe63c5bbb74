"use client";
import { type RefObject, useState } from "react";
import type { Id } from "@/server/contract/ids";

/** The tab of a customer panel, what was typed in it, and the pinned SKUs. */
export type PanelState = {
  conversationId: Id;
  tab: string;
  search: string;
  pinned: readonly string[];
  note: string;
};

/** The state of a panel. `kept` outlives the panel, and is of the conversation whose panel was on screen last. */
export function usePanelState(conversationId: Id, kept?: RefObject<PanelState | null>) {
  const [state, setState] = useState<PanelState>(() => {
    const before = kept?.current;
    return before?.conversationId === conversationId
      ? before
      : { conversationId, tab: "customer", search: "", pinned: [], note: "" };
  });
  const change = (part: Partial<PanelState>) => {
    const next = { ...state, ...part };
    if (kept) kept.current = next;
    setState(next);
  };
  return { state, change };
}
