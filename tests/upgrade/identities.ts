import { expect, test } from "vitest";
import { previousId, type Query } from "./previous";

/** The guarantees for customers, addresses and consent, whose keys have a scope since. */
export function keepsIdentities(query: Query): void {
  test("every address still belongs to its customer, without a scope, and every verdict refers to its line of the ledger", async () => {
    const { rows } = await query(
      "select kind, scope, value, customer_id from customer_identities where source in ('shop', 'webchat') order by kind",
    );
    expect(rows.map((row) => Object.values(row as object))).toEqual([
      ["email", "", "maya@previous.test", previousId(3, 1)],
      ["phone", "", "+14155550101", previousId(3, 1)],
      ["visitor", "", "v-previous", previousId(3, 2)],
    ]);
    const verdicts = await query(
      `select s.identity_scope, s.state, e.action from consent_states s join consent_events e on e.id = s.event_id
        and (e.identity_kind, e.identity_scope, e.identity_value) = (s.identity_kind, s.identity_scope, s.identity_value)
       where s.identity_value = '+14155550101'`,
    );
    expect(verdicts.rows).toEqual([{ identity_scope: "", state: "granted", action: "grant" }]);
  });
}
