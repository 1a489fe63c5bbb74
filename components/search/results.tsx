"use client";
import { Package, Paperclip, ReceiptText } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { ChannelIcon } from "@/components/client/channels";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { CustomerHit, MarkedText, MessageHit, OrderHit, ProductHit } from "@/server/contract/search";

/** A text with what matched marked. */
export function Marked({ text }: { text: MarkedText }) {
  let from = 0;
  return text.map((part) => {
    const key = from;
    from += part.text.length;
    if (!part.isHit) return <Fragment key={key}>{part.text}</Fragment>;
    return (
      <mark key={key} className="rounded-xs bg-warning-soft font-semibold text-ink">
        {part.text}
      </mark>
    );
  });
}

function When({ at }: { at: string }) {
  const format = useFormat();
  return (
    <span className="nums shrink-0 text-muted text-xs" title={format.fullTime(at)} suppressHydrationWarning>
      {format.shortDate(at, useNow())}
    </span>
  );
}

const Row = (props: { icon: React.ReactNode; head: React.ReactNode; at?: string; children: React.ReactNode }) => (
  <span className="flex min-w-0 flex-1 items-start gap-3 py-1.5">
    <span className="flex size-8 shrink-0 items-center justify-center text-muted [&_svg]:size-4">{props.icon}</span>
    <span className="min-w-0 flex-1">
      <span className="flex items-baseline gap-2">
        <span className="flex min-w-0 flex-1 items-center gap-1.5">{props.head}</span>
        {props.at && <When at={props.at} />}
      </span>
      {props.children}
    </span>
  </span>
);

const Under = ({ children }: { children: React.ReactNode }) => (
  <span className="block truncate text-muted text-xs">{children}</span>
);

export function CustomerResult({ hit }: { hit: CustomerHit }) {
  const name = hit.name.map((part) => part.text).join("");
  return (
    <Row
      icon={<Avatar name={name} />}
      at={hit.lastMessageAt}
      head={
        <bdi className="truncate font-medium">
          <Marked text={hit.name} />
        </bdi>
      }
    >
      <Under>
        <bdi className="nums">
          <Marked text={hit.contact} />
        </bdi>{" "}
        · {hit.place}
      </Under>
    </Row>
  );
}

export const OrderResult = ({ hit }: { hit: OrderHit }) => (
  <Row
    icon={<ReceiptText aria-hidden />}
    at={hit.placedAt}
    head={
      <bdi className="nums truncate font-medium">
        <Marked text={hit.number} />
      </bdi>
    }
  >
    <Under>
      <bdi>{hit.customer}</bdi> · {hit.place}
    </Under>
  </Row>
);

export function MessageResult({ hit }: { hit: MessageHit }) {
  const t = useTranslations("search");
  return (
    <Row
      icon={<ChannelIcon channel={hit.channel} />}
      at={hit.at}
      head={
        <>
          <bdi className="truncate font-medium">{hit.customer}</bdi>
          {hit.kind !== "message" && <Badge tone="note">{t(hit.kind)}</Badge>}
          {hit.hasAttachments && <Paperclip aria-label={t("file")} className="size-3.5 shrink-0 text-muted" />}
          <span className="truncate text-muted text-xs">{hit.place}</span>
        </>
      }
    >
      <span className="line-clamp-2 text-sm">
        {hit.author && <span className="text-muted">{t("by", { author: hit.author })}</span>}
        <bdi>
          <Marked text={hit.excerpt} />
        </bdi>
      </span>
    </Row>
  );
}

export function ProductResult({ hit }: { hit: ProductHit }) {
  const format = useFormat();
  const price = hit.priceMinor !== null && hit.currency ? format.money(hit.priceMinor, hit.currency) : "";
  return (
    <Row
      icon={<Package aria-hidden />}
      head={
        <bdi className="truncate font-medium">
          <Marked text={hit.title} />
        </bdi>
      }
    >
      <Under>
        {hit.options && `${hit.options} · `}
        <bdi className="nums">
          <Marked text={hit.code} />
        </bdi>
        {price && ` · ${price}`}
      </Under>
    </Row>
  );
}
