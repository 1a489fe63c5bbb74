"use client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { createStore } from "@/components/client/store";
import { useMedia } from "@/components/ui/use-media";
import type { Id } from "@/server/contract/ids";

type Choice = "open" | "closed" | null;
const CHOICE = "storeline-details";

function kept(): Choice {
  try {
    const choice = localStorage.getItem(CHOICE);
    return choice === "open" || choice === "closed" ? choice : null;
  } catch {
    return null;
  }
}
/** Whether the person has opened or closed the details, kept on the device. The server has no device. */
const chosen = createStore(typeof window === "undefined" ? null : kept());

/** Keeps the choice; null forgets it. Without storage it lasts as long as the page. */
export function chooseDetails(choice: Choice): void {
  chosen.set(choice);
  try {
    if (choice) localStorage.setItem(CHOICE, choice);
    else localStorage.removeItem(CHOICE);
  } catch {
    // as above
  }
}

/** The conversation beside which the list stands for now, although the customer's details have its place. */
const listBeside = createStore<Id | null>(null);

/** Shows the list beside this conversation until another one is opened. */
export const showListBeside = (openId: Id | null): void => listBeside.set(openId);

export const isListBeside = (openId: Id): boolean => listBeside.get() === openId;

/** `beside`: next to the thread; `sheet`: from the bottom edge. */
type DetailsAt = "beside" | "sheet" | null;

/**
 * Decides which parts of the inbox are on screen (ADR 0074). The list, the thread and the customer's details stand side by side
 * where all three fit. Where two fit, the details take the place of the list. Elsewhere they are a sheet of the open conversation.
 * @param isLost the person has lost access to the open conversation, and to its customer with it
 */
export function useColumns(openId: Id | null, isLost: boolean) {
  const fitsTwo = useMedia("(min-width: 52.5rem)");
  const fitsThree = useMedia("(min-width: 75rem)");
  const details = useSyncExternalStore(chosen.subscribe, chosen.get, () => null);
  const besideId = useSyncExternalStore(listBeside.subscribe, listBeside.get, () => null);
  // Opened by hand: a sheet belongs to one conversation, and rotating the tablet keeps it.
  const [openedIn, setOpenedIn] = useState<Id | null>(null);
  const isOpened = openId !== null && openedIn === openId;
  const isWanted = fitsThree
    ? details !== "closed"
    : fitsTwo
      ? (details === "open" || isOpened) && besideId !== openId
      : isOpened;
  const isOpen = openId !== null && !isLost && isWanted;
  const isListAway = isOpen && fitsTwo && !fitsThree;
  const detailsAt: DetailsAt = isOpen ? (fitsTwo ? "beside" : "sheet") : null;
  const toggle = () => {
    if (fitsTwo) chooseDetails(isOpen ? "closed" : "open");
    setOpenedIn(isOpen ? null : openId);
    listBeside.set(null);
  };
  useEffect(() => {
    if (besideId !== openId) listBeside.set(null);
  }, [besideId, openId]);
  return { detailsAt, isListAway, toggle };
}
