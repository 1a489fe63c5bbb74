"use client";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { useShortcuts } from "@/components/shell/shortcuts";

/** J and K, and the arrows inside the list, move the focus from call to call; Enter follows the focused link. */
export function useCallKeys(list: RefObject<HTMLElement | null>): void {
  const t = useTranslations("callsPage");
  const move = (by: number) => () => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("[data-call-row]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
  };
  const within = "[data-call-row]";
  useShortcuts([
    { keys: "j", label: t("keys.next"), group: "List", run: move(1) },
    { keys: "k", label: t("keys.previous"), group: "List", run: move(-1) },
    { keys: "ArrowDown", label: t("keys.next"), group: "List", within, run: move(1) },
    { keys: "ArrowUp", label: t("keys.previous"), group: "List", within, run: move(-1) },
  ]);
}
