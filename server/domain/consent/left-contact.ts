import { and, eq } from "drizzle-orm";
import { consentStates } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { consentChannel } from "./gate";
import { ANSWERED_PURPOSE, writeLedger } from "./ledger";

/**
 * Records that a chat visitor left a number to be answered at: consent to service texts. Nobody has proven that it is theirs,
 * so it never changes a verdict that is there: an opt-out of the number's owner stands.
 */
export async function recordLeftContact(write: Write, identity: Identity, sourceRef: Id | null): Promise<void> {
  const channel = consentChannel(identity);
  if (!channel) return;
  const [verdict] = await write.tx
    .select({ state: consentStates.state })
    .from(consentStates)
    .where(
      and(
        eq(consentStates.identityKind, identity.kind),
        eq(consentStates.identityValue, identity.value),
        eq(consentStates.channel, channel),
        eq(consentStates.purpose, ANSWERED_PURPOSE),
      ),
    );
  if (verdict) return;
  await writeLedger(
    write,
    {
      identity,
      channel,
      action: "grant",
      basis: "left_contact",
      source: "webchat",
      sourceRef,
      capturedText: `Left in the chat, to be answered there: ${identity.value}`,
      capturedAt: write.now,
    },
    { onlyFirst: true },
  );
}
