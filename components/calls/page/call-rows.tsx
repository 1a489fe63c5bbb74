"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useMe } from "@/components/client/realtime";
import type { CallRow } from "@/server/contract/call-lists";
import { CallBackButton } from "../call-back-button";
import { ListenButton } from "../listen-button";
import { Recordings } from "../recordings";
import { CallEntry } from "./call-entry";
import { positionsIn } from "./queue-line";

type Props = {
  /** Null: no heading. */
  label: string | null;
  rows: readonly CallRow[];
  /** For each row, how many calls of its customer were missed and wait for an answer. */
  missed?: readonly number[];
  /** All calls that go on at the locations that are shown, where they are known: they say who is where in line. */
  live?: readonly CallRow[];
  /** Recordings are played here. */
  hasPlayers?: boolean;
};

const NONE: readonly CallRow[] = [];

/** Calls with what can be done about each: listen to one that goes on, call back whoever waits. */
export function CallRows({ label, rows, missed, live = NONE, hasPlayers = false }: Props) {
  const t = useTranslations("callsPage");
  const me = useMe();
  const positions = useMemo(() => positionsIn(live, me), [live, me]);
  return (
    <section aria-label={label ?? t("list")}>
      {label && (
        <h2 className="sticky top-0 z-10 border-line border-b bg-canvas px-4 py-1.5 font-semibold text-muted text-xs">
          {label}
        </h2>
      )}
      <ul>
        {rows.map((row, at) => (
          <li key={row.item.id} className="border-line border-b">
            <CardBoundary card="call" of={row}>
              <div className="flex items-center hover:bg-hover">
                <CallEntry row={row} waiting={missed?.[at] ?? 0} position={positions.get(row.item.id) ?? null} />
                <div className="flex shrink-0 justify-end gap-2 pe-3 empty:hidden @4xl:w-48 @4xl:empty:flex">
                  <ListenButton call={row.item.call} />
                  {(missed?.[at] ?? 0) > 0 && <CallBackButton item={row.item} isShort />}
                </div>
              </div>
              {hasPlayers && <Players row={row} />}
            </CardBoundary>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The recordings of a call that this person may play, below what the row says of it. */
function Players({ row: { item } }: { row: CallRow }) {
  const recordings = item.call.recordings?.filter(({ id, deletedAt }) => id !== null && deletedAt === null);
  if (!recordings?.length) return null;
  return (
    <div className="ps-16 pe-3 pb-1.5">
      <Recordings call={{ ...item.call, recordings }} />
    </div>
  );
}
