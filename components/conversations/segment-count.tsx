"use client";
import { useTranslations } from "next-intl";
import { smsSegments } from "./segments";

/** The number of SMS segments of a reply, or the characters left in the first one. */
export function SegmentCount({ text }: { text: string }) {
  const t = useTranslations("composer");
  const { count, left, encoding } = smsSegments(text);
  const words = t("segments", { count, left });
  return (
    <span className="nums text-muted text-xs" title={`${encoding}: ${words}`}>
      {count > 1 ? words : t("left", { count: left })}
      {encoding === "Unicode" && ` · ${encoding}`}
    </span>
  );
}
