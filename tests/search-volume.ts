import type pg from "pg";

const PLACES = 50;
/** The same ids on every run. */
const idOf = (kind: string) => `overlay(overlay(md5('${kind}' || n) placing '4' from 13) placing '8' from 17)::uuid`;
const FIRST =
  "array['Maria','Jonas','Ana','Zoë','Omar','Li','Petra','Ivan','Noor','Sam','Ruth','Kofi','Elif','Hugo','Mei','Lars']";
const LAST =
  "array['Novak','Silva','Okafor','Chen','Larsen','Haddad','Moreau','Kim','Ortiz','Weber','Rossi','Ivanova','Singh','Brown']";
const WORDS =
  "array['order','size','jacket','boots','pickup','thanks','today','blue','return','store','gift','card','late','parcel','tent','stove']";

/**
 * Customers with one conversation each, at 50 stores by a power law, with several messages and an order each. "order" is in every third
 * message, "rare77" and other numbered words in one of a thousand. Written without triggers, on a connection without time limits.
 * @returns the ids of the stores, the busiest first
 */
export async function fillForSearch(
  client: pg.Client,
  { endpointId, conversations, messages }: { endpointId: string; conversations: number; messages: number },
): Promise<string[]> {
  await client.query("set statement_timeout = 0; set session_replication_role = replica");
  await client.query(`insert into places (id, kind, code, name)
    select ${idOf("shop")}, 'store', 'Q' || n, 'Shop ' || n from generate_series(1, ${PLACES}) n`);
  await client.query(
    `insert into customers (id, name, source)
     select ${idOf("buyer")}, (${FIRST})[1 + n % 16] || ' ' || (${LAST})[1 + (n / 16) % 14] || case when n % 3 = 0 then 'son' || n % 500 else '' end, 'test'
     from generate_series(1, $1::int) n`,
    [conversations],
  );
  await client.query(
    `insert into customer_identities (kind, value, customer_id, source)
     select 'phone', '+1' || (2060000000 + n::bigint * 7919 % 999999937)::text, ${idOf("buyer")}, 'test' from generate_series(1, $1::int) n
     union all
     select 'email', lower((${FIRST})[1 + n % 16]) || n || '@mail.example', ${idOf("buyer")}, 'test' from generate_series(1, $1::int) n
     on conflict do nothing`,
    [conversations],
  );
  await client.query(
    `insert into orders (id, source_id, number, customer_id, status, placed_at, total_minor, currency, source, sequence, source_time, observed_at)
     select ${idOf("order")}, n::text, 'SO-' || 100000 + n, ${idOf("buyer")}, 'processing', now() - make_interval(mins => n), 100, 'USD', 'test', 1, now(), now()
     from generate_series(1, $1::int) n`,
    [conversations],
  );
  await client.query(
    `with shops as (select id, name, row_number() over (order by code) - 1 as at from places where code like 'Q%')
     insert into conversations (id, customer_id, customer_name, origin_place_id, place_id, place_name, status, channel, endpoint_id,
       contact_kind, contact_value, preview, last_message_at, last_seq)
     select ${idOf("talked")}, ${idOf("buyer")}, 'Customer', p.id, p.id, p.name,
       case when n % 20 = 0 then 'open' when n % 97 = 0 then 'snoozed' else 'resolved' end, 'twilio-sms', $1, 'phone', '+12065550142',
       'Is it in?', now() - make_interval(mins => n), $3::int
     from generate_series(1, $2::int) n
     join shops p on p.at = floor(${PLACES} * power((n::bigint * 48271 % 100003) / 100003.0, 3))::int`,
    [endpointId, conversations, messages],
  );
  for (let from = 1; from <= conversations; from += 20_000)
    await client.query(
      `insert into items (id, conversation_id, seq, public_seq, kind, direction, channel, body, at)
       select gen_random_uuid(), ${idOf("talked")}, s, s, 'message', 'in', 'twilio-sms',
         case when (n + s) % 3 = 0 then 'Is my order ready? ' else 'Hello, ' end
           || (${WORDS})[1 + (n * 31 + s * 17) % 16] || ' ' || (${WORDS})[1 + (n * 13 + s * 7) % 16]
           || ' in ' || (${WORDS})[1 + (n * 5 + s * 3) % 16] || ' rare' || (n::bigint * 7919 + s * 104729) % 1000,
         now() - make_interval(mins => n) - make_interval(secs => ($3::int - s) * 30)
       from generate_series($1::int, $2::int) n, generate_series(1, $3::int) s`,
      [from, Math.min(conversations, from + 19_999), messages],
    );
  await client.query("set session_replication_role = origin");
  await client.query("vacuum analyze");
  const { rows } = await client.query<{ id: string }>(
    "select place_id as id from conversations where endpoint_id = $1 group by 1 order by count(*) desc",
    [endpointId],
  );
  return rows.map(({ id }) => id);
}
