"use client";
import { type Query, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { currentMs } from "@/components/ui/clock";
import { useFormat } from "@/components/ui/use-format";
import { announce, isAnnounced, onAnnounce } from "./announcements";
import { type Known, newInbound, rowsIn } from "./inbound";

const QUIET_MS = 1000;
const KEEP = 20;
type Line = { id: number; text: string };

/**
 * The workspace's live region. It announces what `announce` is given, and new messages from customers, wherever they appear, in
 * at most one sentence a second; history, typing and our own replies are not announced.
 */
export function Announcer() {
  const [lines, setLines] = useState<Line[]>([]);
  const queryClient = useQueryClient();
  const t = useTranslations("shell");
  const { list } = useFormat();
  useEffect(() => {
    const known: Known = new Map();
    const since = currentMs();
    let names: string[] = [];
    let next = 0;
    const stopHearing = onAnnounce((text) => {
      const line = { id: next++, text };
      setLines((before) => [...before, line].slice(-KEEP));
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const customers = [...new Set(names)];
      const text =
        customers.length > 3
          ? t("announcer.many", { count: names.length, customers: customers.length })
          : t("announcer.from", { names: list(customers) });
      names = [];
      announce(text);
    };
    const announceFrom = (query: Query) => {
      const fresh = newInbound(known, rowsIn(query.state.data), since).filter(({ id }) => isAnnounced(id));
      if (fresh.length === 0) return;
      names.push(...fresh.map((row) => row.customer.name));
      timer ??= setTimeout(flush, QUIET_MS);
    };
    const cache = queryClient.getQueryCache();
    for (const query of cache.getAll()) announceFrom(query);
    const stop = cache.subscribe((event) => {
      if (event.type === "updated" && event.action.type === "success") announceFrom(event.query);
    });
    return () => {
      stop();
      stopHearing();
      clearTimeout(timer);
    };
  }, [queryClient, t, list]);
  return (
    <div role="log" aria-live="polite" aria-label={t("announcer.label")} className="sr-only">
      {lines.map((line) => (
        <p key={line.id}>{line.text}</p>
      ))}
    </div>
  );
}
