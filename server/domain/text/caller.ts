import { type Identity, WITHHELD } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { normalizeIdentity } from "./normalize";

/** The identity of a caller by what the telephone network says: withheld for none, for an extension, and for anything malformed. */
export function callerIdentity(number: string, callId: Id): Identity {
  try {
    return normalizeIdentity({ kind: "phone", value: number });
  } catch (error) {
    if (error instanceof DomainError) return { kind: WITHHELD, value: callId };
    throw error;
  }
}
