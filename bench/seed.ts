import { encode } from "next-auth/jwt";
import pg from "pg";
import { uuidv7 } from "uuidv7";
import { openPostgres } from "@/db/postgres";
import { senderNumber } from "./numbers";

export const ACCOUNT = "AC00000000000000000000000000000b01";
export const STORE_NUMBER = "+12065550100";

export type Seeded = { cookies: string[]; userIds: string[]; placeId: string };

/**
 * One store with its number, `people` associates who are signed in, and one open conversation for each of `senders` customers.
 * Written directly into the tables, before the measurement.
 */
export async function seedStore(url: string, secret: string, people: number, senders: number): Promise<Seeded> {
  await (await openPostgres(url, 2)).close();
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const placeId = uuidv7();
  await pool.query("insert into places (id, kind, code, name) values ($1, 'store', 'B1', 'Bench store')", [placeId]);
  const endpointId = await addEndpoint(pool, placeId);
  const userIds = Array.from({ length: people }, () => uuidv7());
  const sids = userIds.map(() => uuidv7());
  await pool.query(
    "insert into users (id, email, name, role) select u, 'p' || n || '@bench.example', 'Person ' || n, 'associate' from unnest($1::uuid[]) with ordinality t(u, n)",
    [userIds],
  );
  await pool.query("insert into user_places (user_id, place_id) select u, $2 from unnest($1::uuid[]) u", [
    userIds,
    placeId,
  ]);
  await pool.query(
    "insert into sessions (id, user_id, expires_at) select s, u, now() + interval '1 day' from unnest($1::uuid[], $2::uuid[]) t(s, u)",
    [sids, userIds],
  );
  await addConversations(pool, { placeIds: [placeId], endpointId, count: senders, phone: senderNumber });
  await pool.query("vacuum analyze");
  await pool.end();
  const cookies = await Promise.all(
    sids.map(async (sid) => `next-auth.session-token=${await encode({ token: { sid }, secret, maxAge: 86_400 })}`),
  );
  return { cookies, userIds, placeId };
}

export async function addEndpoint(pool: Pick<pg.Pool, "query">, placeId: string): Promise<string> {
  const connectionId = uuidv7();
  const endpointId = uuidv7();
  await pool.query(
    "insert into connections (id, kind, account, label, config) values ($1, 'twilio-sms', $2, 'Bench', '')",
    [connectionId, ACCOUNT],
  );
  await pool.query(
    "insert into endpoints (id, connection_id, channel, address, label, place_id) values ($1, $2, 'twilio-sms', $3, 'Bench', $4)",
    [endpointId, connectionId, STORE_NUMBER, placeId],
  );
  return endpointId;
}

type Many = { placeIds: string[]; endpointId: string; count: number; phone?: (index: number) => string };

/** Customers with one conversation each, spread over places by a power law and over the last year; 20 % open. */
async function addConversations(pool: pg.Pool, { placeIds, endpointId, count, phone }: Many): Promise<void> {
  const allOpen = phone !== undefined;
  const CHUNK = 10_000;
  for (let from = 0; from < count; from += CHUNK) {
    const size = Math.min(CHUNK, count - from);
    const ids = Array.from({ length: size }, () => uuidv7());
    const customerIds = Array.from({ length: size }, () => uuidv7());
    const values = Array.from(
      { length: size },
      (_, i) => phone?.(from + i) ?? `+1999${String(from + i).padStart(7, "0")}`,
    );
    const places = Array.from({ length: size }, () => placeIds[Math.floor(placeIds.length * Math.random() ** 3)]);
    await pool.query(
      "insert into customers (id, name, source) select c, 'Customer', 'bench' from unnest($1::uuid[]) c",
      [customerIds],
    );
    await pool.query(
      "insert into customer_identities (kind, value, customer_id, source) select 'phone', v, c, 'bench' from unnest($1::text[], $2::uuid[]) t(v, c)",
      [values, customerIds],
    );
    await pool.query(
      `insert into conversations (id, customer_id, origin_place_id, place_id, status, channel, endpoint_id, contact_kind,
         contact_value, preview, preview_by, last_message_at, last_seq, last_public_seq, last_inbound_seq, waiting_since)
       select id, c, p, p, case when $7 or random() < 0.2 then 'open' else 'resolved' end, 'twilio-sms', $5, 'phone', v,
         'Do you have these in size 10?', 'customer', now() - random() * interval '365 days', 1, 1, 1, now()
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) with ordinality t(id, c, p, v, n) where $6::int > 0`,
      [ids, customerIds, places, values, endpointId, size, allOpen],
    );
    await pool.query(
      `insert into items (id, conversation_id, seq, public_seq, kind, direction, channel, body, at)
       select gen_random_uuid(), id, 1, 1, 'message', 'in', 'twilio-sms', 'Do you have these in size 10?', now() from unnest($1::uuid[]) id`,
      [ids],
    );
  }
}

/** An organization of 50 stores with `count` conversations and one associate of the busiest store, for the inbox queries. */
export async function seedInbox(
  url: string,
  count: number,
): Promise<{ userId: string; placeId: string; conversationIds: string[] }> {
  await (await openPostgres(url, 2)).close();
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const placeIds = Array.from({ length: 50 }, () => uuidv7());
  await pool.query(
    "insert into places (id, kind, code, name) select p, 'store', 'B' || n, 'Store ' || n from unnest($1::uuid[]) with ordinality t(p, n)",
    [placeIds],
  );
  const placeId = placeIds[0] as string;
  const endpointId = await addEndpoint(pool, placeId);
  const userId = uuidv7();
  await pool.query("insert into users (id, email, name, role) values ($1, 'p@bench.example', 'Person', 'associate')", [
    userId,
  ]);
  await pool.query("insert into user_places (user_id, place_id) values ($1, $2)", [userId, placeId]);
  await addConversations(pool, { placeIds, endpointId, count });
  await pool.query("vacuum analyze");
  const { rows } = await pool.query("select id from conversations where place_id = $1 and status = 'open' limit 200", [
    placeId,
  ]);
  await pool.end();
  return { userId, placeId, conversationIds: rows.map((row: { id: string }) => row.id) };
}
