import { and, eq, gt, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { calls } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { allowSend } from "@/server/domain/consent/gate";
import { quietHours } from "@/server/domain/consent/settings";
import type { Ctx } from "@/server/domain/context";
import { quietUntil } from "@/server/domain/conversations/delivery/quiet-hours";
import type { ConversationRecord } from "@/server/domain/conversations/record/load-conversation";
import { type Destination, replyDestinations } from "@/server/domain/conversations/sending/reply-destinations";
import { timeZone } from "@/server/domain/hours/settings";
import { membersOf } from "@/server/domain/merging/members";
import { activeEndpoint } from "@/server/domain/settings/active-endpoints";
import { checkCallableNumber } from "./callable-number";

/** A way to call a customer: what carries it, or why it cannot be used now. */
export type CallRoute = { destination: Destination } & (
  | { provider: string; refusal: null }
  | { provider: null; refusal: DomainError }
);
type Reader = Pick<Write, "now" | "settings"> & { tx: Db | Tx };

/** The kinds of address that can ring. */
const CALLABLE = ["phone", "visitor"];

/** The ways to call the customer of a conversation, in the order of the ways to write to them. */
export async function callRoutes(ctx: Ctx, conversation: ConversationRecord): Promise<CallRoute[]> {
  const known = await replyDestinations(ctx.db, conversation, ctx.now());
  const callable = known.filter(({ kind }) => CALLABLE.includes(kind));
  return Promise.all(callable.map((destination) => routeTo(ctx, conversation, destination)));
}

/** Whether the customer of a conversation has an address that can ring, whatever forbids it now. */
export const isCallable = async (db: Db | Tx, conversation: ConversationRecord, now: Date): Promise<boolean> =>
  (await replyDestinations(db, conversation, now)).some(({ kind }) => CALLABLE.includes(kind));

async function routeTo(ctx: Ctx, conversation: ConversationRecord, destination: Destination): Promise<CallRoute> {
  const { db: tx, settings } = ctx;
  try {
    await checkMayCall({ tx, settings, now: ctx.now() }, conversation, destination);
    return { destination, provider: await providerFor(ctx, destination), refusal: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { destination, provider: null, refusal: error };
  }
}

/** @throws DomainError "conflict" when nothing that is connected reaches this address now */
async function providerFor({ db, voice }: Ctx, destination: Destination): Promise<string> {
  const { kind, scope, value, endpointId } = destination;
  const endpoint = endpointId && (await activeEndpoint(db, endpointId));
  if (!endpoint) throw new DomainError("conflict", kind === "phone" ? "noCallEndpoint" : "chatRemoved");
  const provider = await voice.providerFor({ kind, scope, value }, endpoint);
  if (!provider) throw new DomainError("conflict", kind === "phone" ? "noPhoneSystem" : "chatNotOpen");
  return provider;
}

/**
 * Checks whether this address may be called now, as texts to it are checked. A customer who has just called may be called back.
 * @throws DomainError "invalid" for emergency and short numbers; "consent" after an opt-out or during quiet hours
 */
export async function checkMayCall(
  reader: Reader,
  conversation: ConversationRecord,
  destination: Pick<Destination, "kind" | "scope" | "value" | "channel">,
): Promise<void> {
  if (destination.kind === "phone") checkCallableNumber(destination.value);
  if (await hasJustCalled(reader, conversation, destination)) return;
  await allowSend(reader.tx, destination).catch((error) => {
    throw error instanceof DomainError ? new DomainError("consent", "callOptedOut") : error;
  });
  const until = await quietUntil(reader, conversation, destination.channel);
  if (!until) return;
  const zone = await reader.settings.get(timeZone, conversation.placeId);
  throw new DomainError("consent", "callQuietHours", { allowedAt: until.toISOString(), timeZone: zone });
}

type Asked = Pick<Identity, "kind" | "value">;

async function hasJustCalled(
  { tx, now, settings }: Reader,
  { customerId, placeId }: { customerId: Id; placeId: Id },
  { kind, value }: Asked,
): Promise<boolean> {
  const { replyWithinHours } = await settings.get(quietHours, placeId);
  const since = new Date(now.getTime() - replyWithinHours * 3_600_000);
  const [call] = await tx
    .select({ id: calls.id })
    .from(calls)
    .where(
      and(
        sql`${calls.customerId} in ${membersOf(customerId)}`,
        eq(calls.direction, "in"),
        eq(calls.contactKind, kind),
        eq(calls.contactValue, value),
        gt(calls.startedAt, since),
      ),
    )
    .limit(1);
  return call !== undefined;
}
