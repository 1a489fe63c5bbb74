"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";
import type { ShownRow } from "@/components/conversations/held-rows";
import { BoardRow } from "./board-row";

/** All rows have the same height, so that adding or removing one resizes nothing. */
const ROW_PX = 60;

/** The visible rows, each at its position (virtualized). */
export function BoardRows(props: {
  scroller: RefObject<HTMLDivElement | null>;
  rows: readonly ShownRow[];
  hasMore: boolean;
  isSelected: (id: string) => boolean;
  onToggle: (id: string, isRange: boolean) => void;
}) {
  const { rows } = props;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => props.scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.row.id ?? index,
    overscan: 8,
  });
  return (
    <ul className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ key, index, start }) => {
        const shown = rows[index];
        return (
          shown && (
            <BoardRow
              key={key}
              shown={shown}
              place={index + 1}
              of={props.hasMore ? -1 : rows.length}
              top={start}
              height={ROW_PX}
              isSelected={props.isSelected(shown.row.id)}
              onToggle={props.onToggle}
            />
          )
        );
      })}
    </ul>
  );
}
