"use client";
import { clsx } from "clsx";
import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useFormat } from "@/components/ui/use-format";
import type { CallItem, Item, UnknownItem } from "@/server/contract/conversations";
import { ItemLine } from "./item-line";
import { PRODUCT } from "./product";
import { RichText } from "./rich-text";
import { systemLine } from "./system-words";
import { useReader } from "./use-reader";

type Props = {
  body: string;
  difference: readonly Item[];
  onSendAnyway: () => void;
  onEdit: () => void;
  onDrop: () => void;
};

const looksOf = (item: Item): string => {
  if (item.kind === "note") return "border border-note-line border-dashed bg-note";
  return isFromCustomer(item) ? "bg-theirs" : "bg-mine";
};
const isFromCustomer = (item: Item): boolean => item.kind === "message" && item.direction === "in";

/** A colleague replied first, or this person sent the same text: shows that reply beside the unsent one. */
export function ConflictDialog({ body, difference, onSendAnyway, onEdit, onDrop }: Props) {
  const t = useTranslations("composer");
  const format = useFormat();
  const me = useMe();
  const who = difference.find((item) => item.kind === "message" && item.direction === "out")?.author;
  const isSent = who?.id === me.id;
  return (
    <Dialog
      open
      onOpenChange={onEdit}
      title={isSent ? t("alreadySentTitle") : t("conflictTitle", { name: who?.name ?? t("aColleague") })}
      description={t("conflictHint")}
      footer={
        <>
          <Button size="md" onClick={onSendAnyway}>
            {t("sendAnyway")}
          </Button>
          <Button size="md" variant={isSent ? "secondary" : "primary"} onClick={onEdit}>
            {t("editReply")}
          </Button>
          {isSent && (
            <Button size="md" variant="primary" onClick={onDrop}>
              {t("doNotSendAgain")}
            </Button>
          )}
        </>
      }
    >
      <ul aria-label={t("unseen")} className="flex flex-col gap-2">
        {difference.map((item) => (
          <li key={item.id} className={clsx("rounded-lg px-3.5 py-2.5", looksOf(item))}>
            <p className="mb-0.5 flex items-center gap-1 text-muted text-xs">
              {item.kind === "note" && <Lock role="img" aria-label={t("note")} className="size-3" />}
              {item.author?.name ?? (isFromCustomer(item) ? t("customer") : PRODUCT)} ·{" "}
              <span className="nums">{format.clockTime(item.at)}</span>
            </p>
            <Unseen item={item} />
          </li>
        ))}
      </ul>
      <p className="mt-4 mb-1 font-medium text-muted text-xs">{t("yourReply")}</p>
      <div className="rounded-lg border border-line px-3.5 py-2.5">
        <RichText text={body} />
      </div>
    </Dialog>
  );
}

function Unseen({ item }: { item: Item }) {
  const reader = useReader();
  switch (item.kind) {
    case "message":
    case "note":
      return <RichText text={item.body} />;
    case "system":
      return systemLine(item.system, reader);
    default: {
      const other: CallItem | UnknownItem = item;
      return <ItemLine item={other} customer="" isFollowing={false} isLast isPast={false} />;
    }
  }
}
