import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { prepared } from "@/db/prepared";
import { allChannels } from "@/server/channels/directory";
import type { Identity } from "@/server/contract/customers";
import type { DestinationRef, ReplyDestination } from "@/server/contract/destinations";
import { type Explanation, explain, refused } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { isRevokedFor } from "@/server/domain/consent/gate";
import { membersOf } from "@/server/domain/merging/members";
import { contactLabel, type Masking } from "@/server/domain/text/mask";
import { closedToReplies } from "./reply-window";

/** The facts that decide where replies of a conversation can go. */
type Thread = {
  id: Id;
  customerId: Id;
  placeId: Id;
  originPlaceId: Id;
  endpointId: Id;
  contactKind: string;
  contactScope: string;
  contactValue: string;
};

export type Destination = {
  identityId: Id;
  kind: Identity["kind"];
  scope: string;
  value: string;
  isVerified: boolean;
  isLastUsed: boolean;
  endpointId: Id | null;
  channel: string | null;
  from: string | null;
  isOptedOut: boolean;
  /** Why the channel accepts no reply to this address now, or null. */
  closed: Explanation | null;
};

/** The most destinations that are listed. Customers have few addresses and places few numbers. */
const MOST = 20;

/** The channels' properties, as parameters of the statement. */
const channelRows = () =>
  allChannels().map(({ kind, identityKind, reach, capabilities: { consent } }) => ({
    channel: kind,
    kind: identityKind,
    reach,
    consent: consent?.channel ?? null,
    purpose: consent?.purpose ?? null,
  }));
const uuidOf = (name: keyof Thread): SQL => sql`${sql.placeholder(name)}::uuid`;
const textOf = (name: keyof Thread): SQL => sql`${sql.placeholder(name)}::text`;

/**
 * Lists the ways to reach the customer in this conversation. Phone numbers are reached through the numbers of its place and of
 * the place it started at, and the number used last; visitors who wrote in it through their site.
 * @returns the default first: the address that the customer used last, even when it is no longer reachable. An address used
 * here that no longer belongs to the customer has the conversation's id
 */
export async function replyDestinations(db: Db | Tx, thread: Thread, now: Date): Promise<Destination[]> {
  const statement = prepared(db, "reply_destinations", () =>
    db
      .select({
        identityId: sql<Id>`d.identity_id`,
        kind: sql<Identity["kind"]>`d.kind`,
        scope: sql<string>`d.scope`,
        value: sql<string>`d.value`,
        isVerified: sql<boolean>`d.is_verified`,
        isLastUsed: sql<boolean>`d.is_last_used`,
        endpointId: sql<Id | null>`d.endpoint_id`,
        channel: sql<string | null>`d.channel`,
        from: sql<string | null>`d.label`,
        isOptedOut: isRevokedFor({
          kind: sql`d.kind`,
          scope: sql`d.scope`,
          value: sql`d.value`,
          channel: sql`d.consent`,
          purpose: sql`d.purpose`,
        }),
      })
      .from(sql`(${reachable()}) d`)
      .orderBy(
        sql`d.is_last_used desc, d.is_contact desc, d.endpoint_id is null, d.is_verified desc, d.is_here desc, d.kind, d.scope, d.value, d.label`,
      )
      .limit(MOST)
      .prepare("reply_destinations"),
  );
  const { id, customerId, placeId, originPlaceId, endpointId, contactKind, contactScope, contactValue } = thread;
  const values = { id, customerId, placeId, originPlaceId, endpointId, contactKind, contactScope, contactValue };
  const found = await statement.execute({ ...values, channels: JSON.stringify(channelRows()) });
  return closedToReplies(db, customerId, found, now);
}

const reachable = (): SQL => sql`
  with channels as materialized (
    select * from json_to_recordset(${sql.placeholder("channels")}::json)
      as r(channel text, kind text, reach text, consent text, purpose text)
  ),
  mine as materialized (select id from ${membersOf(uuidOf("customerId"))} as m),
  owned as (
    select id, kind, scope, value, true as is_verified from customer_identities
    where customer_id in (select id from mine) and (kind in ('phone', 'email') or kind in (select kind from channels))
  ),
  left_here as (
    select u.id, u.kind, '' as scope, u.value, false as is_verified from unverified_identities u
    where u.customer_id in (select id from mine)
      and not exists (select 1 from owned o where o.kind = u.kind and o.scope = '' and o.value = u.value)
  ),
  known as (select * from owned union all select * from left_here),
  addressed as (
    select * from known
    union all
    select ${uuidOf("id")}, ${textOf("contactKind")}, ${textOf("contactScope")}, ${textOf("contactValue")}, true
    where not exists (select 1 from owned where kind = ${textOf("contactKind")} and scope = ${textOf("contactScope")}
      and value = ${textOf("contactValue")})
  ),
  asked as (
    select a.*, a.kind = ${textOf("contactKind")} and a.scope = ${textOf("contactScope")} and a.value = ${textOf("contactValue")}
      and a.is_verified as is_contact
    from addressed a
  )
  select a.id as identity_id, a.kind, a.scope, a.value, a.is_verified, a.is_contact, e.id as endpoint_id, e.channel, e.label,
    e.consent, e.purpose, coalesce(e.place_id = ${uuidOf("placeId")}, false) as is_here,
    a.is_contact and coalesce(e.id = ${uuidOf("endpointId")}, false) as is_last_used
  from asked a
  left join lateral (
    select e.id, e.channel, e.label, e.place_id, c.consent, c.purpose
    from channels c join endpoints e on e.channel = c.channel
    where c.kind = a.kind and e.removed_at is null and (
      (c.reach = 'place'
        and (e.place_id in (${uuidOf("placeId")}, ${uuidOf("originPlaceId")}) or e.id = ${uuidOf("endpointId")}))
      or (c.reach = 'endpoint' and e.id = case
        when a.is_contact then ${uuidOf("endpointId")}
        else (select i.endpoint_id from items i where i.conversation_id = ${uuidOf("id")} and i.direction = 'in'
          and i.contact_kind = a.kind and i.contact_scope = a.scope and i.contact_value = a.value order by i.seq desc limit 1) end))
  ) e on true
  where e.id is not null or a.is_contact or a.kind not in (select kind from channels where reach = 'endpoint')`;

/**
 * Finds the requested destination of a reply, or the default.
 * @throws DomainError "invalid" when the conversation has no such destination, or when no channel reaches the customer
 */
export async function resolveDestination(
  tx: Tx,
  thread: Thread,
  to: DestinationRef | undefined,
  now: Date,
): Promise<Destination & { endpointId: Id; channel: string }> {
  const all = await replyDestinations(tx, thread, now);
  const found = to ? all.find((one) => one.endpointId === to.endpointId && one.identityId === to.identityId) : all[0];
  if (!found || !isReachable(found)) {
    throw refused("invalid", found ? unreachable(found.kind) : NOT_THERE);
  }
  if (found.closed) throw refused("invalid", found.closed);
  return found;
}

type Sent = { endpointId: Id | null; contactKind: string | null; contactScope: string; contactValue: string | null };
/**
 * Checks that the destination of a message is still valid: a visitor may have changed their contact, or an admin removed the
 * endpoint.
 * @throws DomainError "invalid"
 */
export async function checkStillReachable(
  tx: Tx,
  thread: Thread,
  { endpointId, ...sent }: Sent,
  now: Date,
): Promise<void> {
  const isThere = (one: Destination) =>
    one.endpointId === endpointId &&
    one.kind === sent.contactKind &&
    one.scope === sent.contactScope &&
    one.value === sent.contactValue;
  const there = (await replyDestinations(tx, thread, now)).find(isThere);
  if (!there || there.closed) throw refused("invalid", there?.closed ?? NOT_THERE);
}

const NOT_THERE = explain("notReachable");
const isReachable = (one: Destination): one is Destination & { endpointId: Id; channel: string } =>
  one.endpointId !== null && one.channel !== null;

/** Why no endpoint reaches an address of this kind. */
function unreachable(kind: string): Explanation {
  if (kind === "email") return explain("noEmailChannel");
  if (kind === "visitor") return explain("chatRemoved");
  if (kind === "phone") return explain("noTextNumber");
  return explain("endpointRemoved");
}

/** As screens see it. */
export function toReplyDestination(one: Destination, masking: Masking): ReplyDestination {
  const { endpointId, identityId, channel, from, isVerified, isLastUsed } = one;
  const blocked = endpointId === null ? unreachable(one.kind) : one.isOptedOut ? explain("optedOut") : one.closed;
  const contact = contactLabel(one.kind, one.value, masking);
  return { endpointId, identityId, channel, contact, from, isVerified, isLastUsed, blocked };
}
