import { and, asc, eq } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { consentEvents, consentStates, customerIdentities } from "@/db/schema";
import type { ConsentView } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";

/** The ledger's present verdicts over all addresses of a customer. */
export async function consentOf(db: Db | Tx, customerId: Id): Promise<ConsentView[]> {
  const rows = await db
    .select({
      channel: consentStates.channel,
      purpose: consentStates.purpose,
      state: consentStates.state,
      at: consentStates.at,
      basis: consentEvents.basis,
    })
    .from(customerIdentities)
    .innerJoin(
      consentStates,
      and(
        eq(consentStates.identityKind, customerIdentities.kind),
        eq(consentStates.identityValue, customerIdentities.value),
      ),
    )
    .innerJoin(consentEvents, eq(consentEvents.id, consentStates.eventId))
    .where(eq(customerIdentities.customerId, customerId))
    .orderBy(asc(consentStates.channel), asc(consentStates.purpose));
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
