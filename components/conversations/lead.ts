import type { RefObject } from "react";
import type { Id } from "@/server/contract/ids";
import type { PersonPreferences } from "@/server/contract/preferences";
import type { useInbox } from "./inbox-state";

/** The list that an action follows. */
export type ListOnScreen = {
  /** Keeps the order while the conversation of this row is open. */
  hold(id: Id): void;
  /** The first row below this one that is still in the list, in the order on screen. */
  next(id: Id): Id | null;
  /** Moves the selection, and the focus, to a row. `openId`: the conversation that is open then. */
  select(id: Id, openId: Id | null): void;
  /** Whether keys act on the list now, and not on another part of the page. */
  hasFocus(): boolean;
};

export type LeadingAction = "afterClaim" | "afterResolve";
/** What an action on a conversation leads to once it is done, and once it is undone. */
export type Lead = { go(): void; back(): void };
/** The latest state of the screen: an action is answered later than it was begun. */
type Screen = {
  list: RefObject<ListOnScreen | null>;
  inbox: RefObject<Pick<ReturnType<typeof useInbox>, "openId" | "open" | "close">>;
};
/** What was on screen when the action began. */
type Begun = { id: Id; openId: Id | null; next: Id | null };

/** @returns what an action leads to; nothing for somebody who stays */
export function leadOf(after: PersonPreferences[LeadingAction], screen: Screen, begun: Begun): Lead | undefined {
  if (after === "stay") return;
  return begun.openId === begun.id ? leadFromThread(after, screen, begun) : leadInList(screen, begun);
}

function leadFromThread(after: "next" | "list", { list, inbox }: Screen, { id }: Begun): Lead {
  let hasLed = false;
  const go = () => {
    // They have gone elsewhere meanwhile.
    if (inbox.current.openId !== id) return;
    hasLed = true;
    const next = list.current?.next(id) ?? null;
    if (after === "next" && next) {
      list.current?.hold(next);
      return inbox.current.open(next);
    }
    inbox.current.close();
    if (next) list.current?.select(next, null);
  };
  const back = () => {
    if (hasLed) inbox.current.open(id);
  };
  return { go, back };
}

/** Nothing of it is open, so nothing is opened: the selection moves on. */
function leadInList({ list, inbox }: Screen, { id, openId, next }: Begun): Lead {
  const move = (to: string | null) => {
    if (to && inbox.current.openId === openId && list.current?.hasFocus()) list.current.select(to, openId);
  };
  return { go: () => move(next), back: () => move(id) };
}
