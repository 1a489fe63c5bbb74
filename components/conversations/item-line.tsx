"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CallLine } from "@/components/calls/call-line";
import { useMe } from "@/components/client/realtime";
import { useFormat } from "@/components/ui/use-format";
import type { Item, ItemKind, ItemOf } from "@/server/contract/conversations";
import { MessageBubble, NoteBubble } from "./bubble";
import { SystemLines } from "./system-lines";

type Around = { customer: string; isFollowing: boolean; isLast: boolean; isPast: boolean };

/** The renderer of each kind of item. A kind without one does not compile. */
const renderers: { readonly [K in ItemKind]: (props: { item: ItemOf<K> } & Around) => ReactNode } = {
  message: (props) =>
    props.item.delivery?.status === "canceled" ? <TakenBack item={props.item} /> : <MessageBubble {...props} />,
  note: NoteBubble,
  system: ({ item }) => <SystemLines items={[item]} />,
  call: CallLine,
  unknown: UnknownLine,
};

/** One item of a thread. An unknown kind is never rendered as a message. */
export function ItemLine(props: { item: Item } & Around) {
  const { kind } = props.item;
  const Renderer = (Object.hasOwn(renderers, kind) ? renderers[kind] : UnknownLine) as (
    props: { item: Item } & Around,
  ) => ReactNode;
  return <Renderer {...props} />;
}

const LINE = "flex items-center justify-center gap-1.5 text-muted text-xs";

/** A reply that its author took back before it left. */
function TakenBack({ item }: { item: ItemOf<"message"> }) {
  const t = useTranslations("thread");
  const format = useFormat();
  const isOwn = String(useMe().id === item.author?.id);
  return (
    <p className={LINE}>
      {t("takenBack", { isOwn, name: item.author?.name ?? t("aColleague") })} ·{" "}
      <span className="nums">{format.clockTime(item.at)}</span>
    </p>
  );
}

function UnknownLine({ item }: { item: Pick<Item, "at"> }) {
  const t = useTranslations("calls");
  const format = useFormat();
  return (
    <p className={LINE}>
      {t("needsNewerVersion")} · <span className="nums">{format.clockTime(item.at)}</span>
    </p>
  );
}
