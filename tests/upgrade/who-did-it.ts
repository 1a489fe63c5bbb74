import { expect, test } from "vitest";
import { previousId, type Query, testOf, type Version } from "./previous";

const [ANA, SUE, PINE, MAYA] = [previousId(2, 1), previousId(2, 3), previousId(1, 1), previousId(3, 1)];

/** The guarantees for actors of events and authors of system lines, derived from rows of a previous version. */
export function keepsWhoDidIt(version: Version, query: Query): void {
  testOf(version, "retention_indexes")("events name who caused them, where the rows say so", async () => {
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

  test("system lines get the id of a person or place whose name is unique", async () => {
    const { rows } = await query(
      `select system from items where kind = 'system' and id in ('${previousId(6, 13)}', '${previousId(6, 54)}')
       order by id`,
    );
    expect(rows.map((row) => (row as { system: object }).system)).toMatchObject([
      { type: "assigned", by: "Sue Park", byId: SUE, from: "Pine Street", fromId: PINE, to: "Ana Ruiz", toId: ANA },
      { type: "transfer_offered", by: "Ana Ruiz", byId: ANA, to: "Contact center", toId: previousId(1, 2) },
    ]);
  });

  testOf(version, "retention_indexes")("a system line keeps a name that several have, without an id", async () => {
    const { rows } = await query(
      `select system from items where kind = 'system' and conversation_id = '${previousId(5, 6)}' order by seq`,
    );
    expect(rows.map((row) => (row as { system: object }).system)).toEqual([
      { type: "opened", place: "Pine Street", placeId: PINE, channel: "twilio-sms" },
      { type: "resolved", by: "Ana Ruiz", byId: ANA },
      { type: "reopened", by: null, byId: null },
      {
        type: "assigned",
        by: "Sue Park",
        byId: SUE,
        from: "Pine Street",
        fromId: PINE,
        to: "Cora Lind",
        toId: previousId(2, 2),
      },
      { type: "undone", by: "Sue Park", byId: SUE, action: "assign", to: "Pine Street", toId: PINE },
      { type: "claimed", by: "Ana Ruiz", byId: ANA },
      { type: "assigned", by: "Sam Twin", byId: null, from: "Sam Twin", fromId: null, to: "Ana Ruiz", toId: ANA },
      { type: "resolved", by: "Ana Ruiz", byId: ANA },
    ]);
  });
}
