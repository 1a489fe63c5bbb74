"use client";
import { Bell, BellOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { IconButton } from "@/components/ui/icon-button";
import type { ConversationRow } from "@/server/contract/conversations";
import { isFollowing } from "@/server/contract/views";
import { useActions } from "./use-actions";

/** In a header that is not wide, and beside Claim, it is in the menu: the customer's name needs the room. */
export function FollowButton({ row, mayClaim }: { row: ConversationRow; mayClaim: boolean }) {
  const t = useTranslations("following");
  const me = useMe();
  const actions = useActions();
  const isOn = isFollowing(row, me.id);
  return (
    <IconButton
      label={isOn ? t("stop") : t("follow")}
      keys="F"
      icon={isOn ? <BellOff className="size-4.5" /> : <Bell className="size-4.5" />}
      onClick={() => actions.follow(row, !isOn)}
      className={mayClaim ? "@max-4xl:hidden" : "@max-2xl:hidden"}
    />
  );
}
