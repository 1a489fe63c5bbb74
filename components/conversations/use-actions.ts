"use client";
import { createContext, type RefObject, useContext } from "react";
import type { ConversationRow, Target } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { ListOnScreen } from "./lead";

export type DialogKind = "assign" | "transfer" | "snooze";
export type Actions = {
  claim: (row: ConversationRow) => void;
  resolve: (row: ConversationRow) => void;
  /** Resolves after a reply. Undo also takes the reply back while it has not left. */
  resolveSent: (sent: { conversationId: Id; customer: string; takeBack?: () => void }) => void;
  reopen: (row: ConversationRow) => void;
  /** Follows a conversation, or stops. */
  follow: (row: ConversationRow, isFollowing: boolean) => void;
  snooze: (row: ConversationRow, until: string) => void;
  assign: (row: ConversationRow, to: Target, label: string) => void;
  ask: (kind: DialogKind, row: ConversationRow) => void;
  /** The list on screen puts itself here. */
  list: RefObject<ListOnScreen | null>;
};

export const ActionsContext = createContext<Actions | null>(null);
export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error("this needs an <ActionsProvider> around it");
  return actions;
}
