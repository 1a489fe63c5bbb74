import { expect, test } from "vitest";
import { previousId, type Query, type Version } from "./previous";

const [ANA, MAYA] = [previousId(2, 1), previousId(3, 1)];

/** The actors of a previous version's events, derived from the rows they describe. */
export function keepsWhoDidIt(version: Version, query: Query): void {
  test.runIf(version.endsWith("retention_indexes"))("events name who caused them, where the rows say so", async () => {
    const { rows } = await query("select type, actor_kind, actor_id from events order by events.id");
    expect(rows.map((row) => Object.values(row as object))).toEqual([
      ["message.received", "customer", MAYA],
      ["conversation.opened", "customer", MAYA],
      ["conversation.reopened", "customer", MAYA],
      ["conversation.read", "person", ANA],
      ["message.updated", "system", null],
      ["stock.changed", "system", null],
      ["conversation.resolved", "person", ANA],
      ["feed.confirmed", "system", null],
    ]);
  });
}
