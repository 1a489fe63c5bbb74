"use client";
import { PhoneIncoming, PhoneMissed, PhoneOutgoing } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormat } from "@/components/ui/use-format";
import type { CallItem, Item, ItemKind, ItemOf } from "@/server/contract/conversations";
import { MessageBubble, NoteBubble } from "./bubble";
import { SystemLines } from "./system-lines";

type Around = { customer: string; isFollowing: boolean; isLast: boolean; isPast: boolean };

/** How each kind of entry is drawn. One without its renderer does not compile. */
const renderers: { readonly [K in ItemKind]: (props: { item: ItemOf<K> } & Around) => ReactNode } = {
  message: MessageBubble,
  note: NoteBubble,
  system: ({ item }) => <SystemLines items={[item]} />,
  call: CallLine,
  unknown: UnknownLine,
};

/** One entry of a thread. A kind that this version does not know is never drawn as a message. */
export function ItemLine(props: { item: Item } & Around) {
  const { kind } = props.item;
  const Renderer = (Object.hasOwn(renderers, kind) ? renderers[kind] : UnknownLine) as (
    props: { item: Item } & Around,
  ) => ReactNode;
  return <Renderer {...props} />;
}

const LINE = "flex items-center justify-center gap-1.5 text-muted text-xs";

function callIcon({ direction, outcome }: CallItem["call"]) {
  if (outcome !== null && outcome !== "answered") return PhoneMissed;
  return direction === "in" ? PhoneIncoming : PhoneOutgoing;
}

function CallLine({ item }: { item: CallItem }) {
  const t = useTranslations("calls");
  const format = useFormat();
  const { direction, outcome } = item.call;
  const Icon = callIcon(item.call);
  return (
    <p className={LINE}>
      <Icon aria-hidden className="size-3.5" />
      {t(`summary.${direction}.${outcome ?? "ongoing"}`)} · <span className="nums">{format.clockTime(item.at)}</span>
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
