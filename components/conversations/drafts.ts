"use client";
import { useCallback, useSyncExternalStore } from "react";
import type { Id } from "@/server/contract/ids";

export type Mode = "reply" | "note";
const PREFIX = "storeline-draft:";
const memory = new Map<string, string>();
const listeners = new Set<() => void>();

const keyOf = (conversationId: Id, mode: Mode): string => `${PREFIX}${mode}:${conversationId}`;

function read(key: string): string {
  const known = memory.get(key);
  if (known !== undefined) return known;
  let kept = "";
  try {
    kept = sessionStorage.getItem(key) ?? "";
  } catch {
    // Without storage a draft lives as long as the page.
  }
  memory.set(key, kept);
  return kept;
}

export function setDraft(conversationId: Id, mode: Mode, text: string): void {
  const key = keyOf(conversationId, mode);
  memory.set(key, text);
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // See above.
  }
  for (const changed of listeners) changed();
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};
/** A draft per conversation and mode: a note never overwrites a reply, and neither is lost by looking elsewhere. */
export function useDraft(conversationId: Id, mode: Mode): [text: string, set: (text: string) => void] {
  const key = keyOf(conversationId, mode);
  const text = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => "",
  );
  return [text, useCallback((next) => setDraft(conversationId, mode, next), [conversationId, mode])];
}
