"use client";
import { clsx } from "clsx";
import { Lock } from "lucide-react";
import { useChannels } from "@/components/client/channels";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { clockTime } from "@/components/ui/format";
import type { CallItem, Item, UnknownItem } from "@/server/contract/conversations";
import { ItemLine } from "./item-line";
import { RichText } from "./rich-text";
import { systemWords } from "./system-words";

type Props = { body: string; difference: readonly Item[]; onSendAnyway: () => void; onEdit: () => void };

const looksOf = (item: Item): string => {
  if (item.kind === "note") return "border border-note-line border-dashed bg-note";
  return isFromCustomer(item) ? "bg-theirs" : "bg-mine";
};
const isFromCustomer = (item: Item): boolean => item.kind === "message" && item.direction === "in";

/** A colleague replied first: what they said stands beside what you were about to say. */
export function ConflictDialog({ body, difference, onSendAnyway, onEdit }: Props) {
  const who =
    difference.find((item) => item.kind === "message" && item.direction === "out")?.author?.name ?? "A colleague";
  return (
    <Dialog
      open
      onOpenChange={onEdit}
      title={`${who} replied while you were writing`}
      description="Your message was not sent. This is what you have not seen yet."
      footer={
        <>
          <Button size="md" onClick={onSendAnyway}>
            Send anyway
          </Button>
          <Button size="md" variant="primary" onClick={onEdit}>
            Edit my reply
          </Button>
        </>
      }
    >
      <ul aria-label="What you have not seen" className="flex flex-col gap-2">
        {difference.map((item) => (
          <li key={item.id} className={clsx("rounded-lg px-3.5 py-2.5", looksOf(item))}>
            <p className="mb-0.5 flex items-center gap-1 text-muted text-xs">
              {item.kind === "note" && <Lock role="img" aria-label="Note" className="size-3" />}
              {item.author?.name ?? (isFromCustomer(item) ? "Customer" : "Storeline")} ·{" "}
              <span className="nums">{clockTime(item.at)}</span>
            </p>
            <Unseen item={item} />
          </li>
        ))}
      </ul>
      <p className="mt-4 mb-1 font-medium text-muted text-xs">Your reply</p>
      <div className="rounded-lg border border-line px-3.5 py-2.5">
        <RichText text={body} />
      </div>
    </Dialog>
  );
}

function Unseen({ item }: { item: Item }) {
  const { labelOf } = useChannels();
  switch (item.kind) {
    case "message":
    case "note":
      return <RichText text={item.body} />;
    case "system":
      return systemWords(item.system, false, labelOf);
    default: {
      const other: CallItem | UnknownItem = item;
      return <ItemLine item={other} customer="" isFollowing={false} isLast isPast={false} />;
    }
  }
}
