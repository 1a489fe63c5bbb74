"use client";
import { AlarmClock, ArrowRightLeft, Bell, CircleCheck, Hand, MoreHorizontal, RotateCcw, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import type { ConversationRow } from "@/server/contract/conversations";
import { isFollowing } from "@/server/contract/views";
import { useActions } from "./use-actions";

/** The menu with every action of a row. */
export function RowMenu({ row, label, className }: { row: ConversationRow; label?: string; className?: string }) {
  const t = useTranslations("actions");
  const actions = useActions();
  const following = useTranslations("following");
  const me = useMe();
  const isMine = isFollowing(row, me.id);
  const isDone = row.status === "resolved";
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          label={label ?? t("menuFor", { customer: row.customer.name })}
          icon={<MoreHorizontal className="size-4" />}
          className={className}
        />
      }
    >
      {({ Item }) => (
        <>
          {!row.assignee && !isDone && (
            <Item icon={<Hand />} keys="M" onSelect={() => actions.claim(row)}>
              {t("claim")}
            </Item>
          )}
          {!isDone && me.role !== "partner_agent" && (
            <Item icon={<UserPlus />} keys="A" onSelect={() => actions.ask("assign", row)}>
              {t("assignMore")}
            </Item>
          )}
          {!isDone && (
            <>
              <Item icon={<ArrowRightLeft />} keys="T" onSelect={() => actions.ask("transfer", row)}>
                {t("transferMore")}
              </Item>
              <Item icon={<AlarmClock />} keys="S" onSelect={() => actions.ask("snooze", row)}>
                {t("snoozeMore")}
              </Item>
              <Item icon={<CircleCheck />} keys="E" onSelect={() => actions.resolve(row)}>
                {t("resolve")}
              </Item>
            </>
          )}
          <Item icon={<Bell />} keys="F" onSelect={() => actions.follow(row, !isMine)}>
            {following(isMine ? "stop" : "follow")}
          </Item>
          {row.status !== "open" && (
            <Item icon={<RotateCcw />} onSelect={() => actions.reopen(row)}>
              {t("reopen")}
            </Item>
          )}
        </>
      )}
    </Menu>
  );
}
