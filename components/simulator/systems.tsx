"use client";
import { act, useRefresh } from "./api";
import { Card } from "./card";

/** Whether the retailer's systems say that what they told is still true; silenced, their facts age on every screen. */
export function Systems({ answer }: { answer: boolean }) {
  const refresh = useRefresh();
  const set = async (next: boolean) => {
    await act("systems", { answer: next });
    await refresh();
  };
  return (
    <Card
      title="The retailer's systems"
      hint="Silenced, stock is labelled stale after 5 minutes and unknown after 15; orders are labelled after 15."
    >
      <label className="flex min-h-(--target) cursor-pointer items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          className="size-4.5 accent-(--accent)"
          checked={answer}
          onChange={(event) => void set(event.target.checked)}
        />
        Systems answer
      </label>
    </Card>
  );
}
