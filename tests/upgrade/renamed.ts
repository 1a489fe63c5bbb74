import { expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { readLog } from "@/server/outbox/event-log";
import { type Query, testOf, type Version } from "./previous";

/** The guarantees for rows that a previous version wrote under names that have changed since. */
export function keepsRenamed(version: Version, upgraded: () => { handle: DbHandle; query: Query }): void {
  test("each connection is reconciled from its previous position", async () => {
    const { rows } = await upgraded().query("select watermark, holder from provider_sync");
    expect(rows.length).toBeGreaterThan(0);
  });

  testOf(version, "retention_indexes")("old feed confirmations are read, and a parked one waits on", async () => {
    const { handle, query } = upgraded();
    const [first] = (await query("select coalesce((select epoch from log_epoch), 0) as epoch")).rows as {
      epoch: number;
    }[];
    const events = await readLog(handle.db, `${first?.epoch}.0.0`, 500);
    expect(events.at(-1)).toMatchObject({ type: "feed.confirmed", payload: { source: "erp", stream: "stock" } });
    const { rows } = await query(
      "select kind, payload->>'type' as type, waits_for from inbox_events where event_id = 'erp v-1'",
    );
    expect(rows).toEqual([
      { kind: "retail.feed.confirmed.v1", type: "retail.feed.confirmed.v1", waits_for: "place:PIER" },
    ]);
  });
}
