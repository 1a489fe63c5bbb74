import { consentStates } from "@/db/schema";
import { widgetChannel } from "@/server/channels/directory";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { consentFor, isVerdictOn } from "./gate";
import { writeLedger } from "./ledger";

/**
 * Records consent to service texts when a chat visitor leaves a number for replies. The number is unverified, so this never
 * changes an existing verdict: an opt-out of the number's owner stays.
 */
export async function recordLeftContact(write: Write, identity: Identity, sourceRef: Id | null): Promise<void> {
  const consent = consentFor(identity);
  if (!consent) return;
  const [verdict] = await write.tx
    .select({ state: consentStates.state })
    .from(consentStates)
    .where(isVerdictOn(identity, consent));
  if (verdict) return;
  await writeLedger(
    write,
    {
      identity,
      ...consent,
      action: "grant",
      basis: "left_contact",
      source: widgetChannel().kind,
      sourceRef,
      capturedText: `Left in the chat, to be answered there: ${identity.value}`,
      capturedAt: write.now,
    },
    { onlyFirst: true },
  );
}
