import type { Id } from "@/server/contract/ids";
import type { Call } from "@/server/domain/calls/call";
import type { ListedCall, TwilioVoiceApi } from "./api";
import { callIdOf } from "./names";

/** Twilio's clock may differ from ours, and a customer whom we call is rung for a while. */
const BEFORE_MS = 5000;
const AFTER_MS = 5 * 60_000;

type Wanted = Pick<Call, "id" | "direction" | "contactValue" | "endpointId" | "startedAt">;
export type CallFinder = {
  api: Pick<TwilioVoiceApi, "callsBetween">;
  /** The number of ours that customers see; null for none. */
  addressOf: (endpointId: Id) => Promise<string | null>;
};

/**
 * Finds the customer's call at Twilio among those that began when ours did: nobody may have seen it, or may remember it. An account may be
 * shared, so a call that we place is one from our number.
 * @returns its id; null when there is none
 * @throws TwilioApiError
 */
export async function findCustomerCall({ api, addressOf }: CallFinder, call: Wanted): Promise<string | null> {
  const { id, direction, contactValue: to, endpointId, startedAt } = call;
  const after = new Date(startedAt.getTime() - BEFORE_MS);
  const before = new Date(startedAt.getTime() + AFTER_MS);
  if (direction === "in") {
    const found = await api.callsBetween(after, before);
    return found.find(({ sid }) => callIdOf(sid) === id)?.sid ?? null;
  }
  const from = await addressOf(endpointId);
  if (!from) return null;
  const found = (await api.callsBetween(after, before, { to, from })).filter(({ isOutgoing }) => isOutgoing);
  const distance = ({ createdAt }: ListedCall) => Math.abs(createdAt.getTime() - startedAt.getTime());
  return found.sort((a, b) => distance(a) - distance(b))[0]?.sid ?? null;
}
