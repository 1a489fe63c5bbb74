"use client";
import { AlarmClock, ArrowRightLeft, CircleCheck, Hand, MoreHorizontal, RotateCcw, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import type { ConversationRow } from "@/server/contract/conversations";
import { useActions } from "./use-actions";

/** The menu with every action of a row. */
export function RowMenu({ row, label, className }: { row: ConversationRow; label?: string; className?: string }) {
  const t = useTranslations("actions");
  const actions = useActions();
  const me = useMe();
  const isDone = row.status === "resolved";
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton
          label={label ?? t("menuFor", { customer: row.customer.name })}
          icon={<MoreHorizontal className="size-4" />}
          className={className}
        />
      </MenuTrigger>
      <MenuContent align="end">
        {!row.assignee && !isDone && (
          <MenuItem icon={<Hand />} keys="M" onSelect={() => actions.claim(row)}>
            {t("claim")}
          </MenuItem>
        )}
        {!isDone && me.role !== "partner_agent" && (
          <MenuItem icon={<UserPlus />} keys="A" onSelect={() => actions.ask("assign", row)}>
            {t("assignMore")}
          </MenuItem>
        )}
        {!isDone && (
          <>
            <MenuItem icon={<ArrowRightLeft />} keys="T" onSelect={() => actions.ask("transfer", row)}>
              {t("transferMore")}
            </MenuItem>
            <MenuItem icon={<AlarmClock />} keys="S" onSelect={() => actions.ask("snooze", row)}>
              {t("snoozeMore")}
            </MenuItem>
            <MenuItem icon={<CircleCheck />} keys="E" onSelect={() => actions.resolve(row)}>
              {t("resolve")}
            </MenuItem>
          </>
        )}
        {row.status !== "open" && (
          <MenuItem icon={<RotateCcw />} onSelect={() => actions.reopen(row)}>
            {t("reopen")}
          </MenuItem>
        )}
      </MenuContent>
    </Menu>
  );
}
