"use client";
import { type Query, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { currentMs } from "@/components/ui/clock";
import { type Known, newInbound, rowsIn } from "./inbound";

const QUIET_MS = 1000;
const KEEP = 20;
type Line = { id: number; text: string };

const sentence = (names: string[]): string => {
  const distinct = [...new Set(names)];
  if (distinct.length > 3) return `${names.length} new messages from ${distinct.length} customers`;
  return `New message from ${distinct.join(", ")}`;
};

/**
 * The one live region of the workspace: it hears only new messages from customers, wherever they appear. History, typing and
 * our own replies stay silent, and a rush is one sentence a second.
 */
export function Announcer() {
  const [lines, setLines] = useState<Line[]>([]);
  const queryClient = useQueryClient();
  useEffect(() => {
    const known: Known = new Map();
    const since = currentMs();
    let names: string[] = [];
    let next = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const line = { id: next++, text: sentence(names) };
      names = [];
      setLines((before) => [...before, line].slice(-KEEP));
    };
    const hear = (query: Query) => {
      const fresh = newInbound(known, rowsIn(query.state.data), since);
      if (fresh.length === 0) return;
      names.push(...fresh.map((row) => row.customer.name));
      timer ??= setTimeout(flush, QUIET_MS);
    };
    const cache = queryClient.getQueryCache();
    for (const query of cache.getAll()) hear(query);
    const stop = cache.subscribe((event) => {
      if (event.type === "updated" && event.action.type === "success") hear(event.query);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [queryClient]);
  return (
    <div role="log" aria-live="polite" aria-label="New messages" className="sr-only">
      {lines.map((line) => (
        <p key={line.id}>{line.text}</p>
      ))}
    </div>
  );
}
