import type { Tx } from "@/db/client";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { allowSend } from "./gate";
import { holdState } from "./send-holds";

/**
 * Whether Storeline itself may write to this address now. Unlike a person, it gives up while an opt-out is being stored.
 * @returns the ledger line that allows it, null in it when none is needed; null after an opt-out
 */
export async function sendPermission(
  tx: Tx,
  to: Identity & { scope: string; channel: string | null },
): Promise<{ consentEventId: Id | null } | null> {
  if ((await holdState(tx, to)) !== "none") return null;
  try {
    return { consentEventId: await allowSend(tx, to) };
  } catch (error) {
    if (error instanceof DomainError && error.code === "consent") return null;
    throw error;
  }
}
