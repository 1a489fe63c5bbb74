import { and, desc, eq, inArray } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { consentEvents, consentStates, customerIdentities } from "@/db/schema";
import type { ConsentView } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { contactLabel, freeText, type Masking } from "../text/mask";

/** The ledger's current verdicts on all addresses of these customers, the newest of each channel and purpose first. */
export async function consentOf(
  db: Db | Tx,
  customerIds: Id[],
  masking: Masking,
): Promise<({ customerId: Id } & ConsentView)[]> {
  const rows = await db
    .select({
      customerId: customerIdentities.customerId,
      kind: customerIdentities.kind,
      value: customerIdentities.value,
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
        eq(consentStates.identityScope, customerIdentities.scope),
        eq(consentStates.identityValue, customerIdentities.value),
      ),
    )
    .innerJoin(consentEvents, eq(consentEvents.id, consentStates.eventId))
    .where(inArray(customerIdentities.customerId, customerIds))
    .orderBy(consentStates.channel, consentStates.purpose, desc(consentStates.at));
  return rows.map(({ kind, value, basis, at, ...row }) => ({
    ...row,
    contact: contactLabel(kind, value, masking),
    basis: freeText(basis, masking),
    at: at.toISOString(),
  }));
}
