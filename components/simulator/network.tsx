"use client";
import { act, useRefresh } from "./api";
import { Card } from "./card";

/** Loses one of the provider's webhooks, to see the inbox find what it said in the provider's own list. */
export function Network({ losesNext }: { losesNext: boolean }) {
  const refresh = useRefresh();
  const set = async (next: boolean) => {
    await act("lose", { next });
    await refresh();
  };
  return (
    <Card
      title="The network"
      hint="A lost text or delivery report is found in the provider's list, which is compared once a minute."
    >
      <label className="flex min-h-(--target) cursor-pointer items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          className="size-4.5 accent-(--accent)"
          checked={losesNext}
          onChange={(event) => void set(event.target.checked)}
        />
        Lose the next webhook
      </label>
    </Card>
  );
}
