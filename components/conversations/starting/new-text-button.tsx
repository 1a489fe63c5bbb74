"use client";
import { SquarePen } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { IconButton } from "@/components/ui/icon-button";
import { newText } from "./new-text-request";

export function NewTextButton() {
  const t = useTranslations("newText");
  if (!useMe().can.seePersonalData) return null;
  return (
    <IconButton
      label={t("open")}
      keys="w"
      icon={<SquarePen className="size-4.5" />}
      onClick={() => newText.set({ phone: "" })}
    />
  );
}
