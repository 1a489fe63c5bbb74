"use client";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { useMe } from "@/components/client/realtime";
import { useShortcuts } from "@/components/shell/shortcuts";
import { lazyComponent } from "@/components/ui/lazy";
import { WaitingDialog } from "@/components/ui/waiting-dialog";
import { newText } from "./new-text-request";

const NewTextDialog = lazyComponent(
  () => import("./new-text-dialog").then((code) => code.NewTextDialog),
  WaitingDialog,
);

/** The dialog of a new text and its key, on every page. Partner agents see no numbers, so they have neither. */
export function NewText() {
  const t = useTranslations("newText");
  const { can } = useMe();
  const asked = useSyncExternalStore(newText.subscribe, newText.get, () => null);
  const run = () => newText.set({ phone: "" });
  useShortcuts(can.seePersonalData ? [{ keys: "w", label: t("open"), group: "Anywhere", run }] : []);
  return asked && can.seePersonalData ? <NewTextDialog {...asked} onClose={() => newText.set(null)} /> : null;
}
