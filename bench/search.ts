import pg from "pg";
import { openPostgres } from "@/db/postgres";
import type { PersonActor } from "@/server/contract/team";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { searchEverything } from "@/server/domain/search/search-everything";
import { systemClock } from "@/server/lib/clock";
import { fillForSearch } from "@/tests/search-volume";
import { addEndpoint } from "./seed";
import { median, micros, percentile, round, say, shuffle } from "./stats";

const MESSAGES = 20;
/** From the most frequent words to the rarest, parts of numbers, and names with a mistake. */
const TEXTS = {
  common: ["order", "hello", "jacket size"],
  rare: ["rare77", "rare512 boots", "rare3 order"],
  numbers: ["0142", "SO-100042", "+1206555"],
  names: ["Maria Novak", "Petra", "Mariaa Novvak"],
};
type Kind = keyof typeof TEXTS;
const KINDS = Object.keys(TEXTS) as Kind[];

/**
 * The search that the router calls, as an associate of the busiest store and as a supervisor of all, at one size.
 * @returns p50 and p95 in ms by kind of text and over all; `writeRatio`: the time to insert messages with the index of words ÷ without it
 */
export async function measureSearch(url: string, conversations: number, rounds: number) {
  say(`search: seeding ${conversations} conversations with ${MESSAGES} messages each`);
  await (await openPostgres(url, 2)).close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const placeId = crypto.randomUUID();
  await client.query("insert into places (id, kind, code, name) values ($1, 'store', 'B1', 'Bench store')", [placeId]);
  const endpointId = await addEndpoint(client, placeId);
  // Building an index once is faster than maintaining it while millions of rows are written.
  const { rows } = await client.query("select indexdef from pg_indexes where indexname = 'items_words'");
  const indexWords: string = rows[0].indexdef;
  await client.query("drop index items_words");
  const places = await fillForSearch(client, { endpointId, conversations, messages: MESSAGES });
  await client.query(indexWords);
  await client.query("vacuum analyze items");
  const handle = await openPostgres(url, 4);
  const person = await personIn(client);
  const actors: PersonActor[] = [
    { ...person, role: "associate", scope: { all: false, placeIds: places.slice(0, 1) } },
    { ...person, role: "supervisor", scope: { all: true, placeIds: [] } },
  ];
  const times: Record<Kind, number[]> = { common: [], rare: [], numbers: [], names: [] };
  for (let round = -3; round < rounds; round++)
    for (const kind of shuffle(KINDS))
      for (const text of TEXTS[kind])
        for (const actor of shuffle(actors)) {
          const ctx = createCtx({ db: handle.db, actor, now: systemClock });
          const started = micros();
          await searchEverything(ctx, { text });
          if (round >= 0) times[kind].push((micros() - started) / 1000);
          await client.query("delete from rate_limits");
        }
  const writeRatio = await measureWrites(client, indexWords);
  await handle.close();
  await client.end();
  const byKind = Object.fromEntries(KINDS.map((kind) => [kind, spread(times[kind])]));
  return { conversations, ...spread(KINDS.flatMap((kind) => times[kind])), ...byKind, writeRatio };
}

const spread = (times: number[]) => ({ p50: round(median(times), 1), p95: round(percentile(times, 0.95), 1) });

async function personIn(client: pg.Client): Promise<Omit<PersonActor, "role" | "scope">> {
  const id = crypto.randomUUID();
  await client.query("insert into users (id, email, name, role) values ($1, 's@bench.example', 'Person', 'agent')", [
    id,
  ]);
  return { kind: "person", id, name: "Person", sid: id };
}

const BATCHES = 12;
const BATCH = 500;
/** Inserts messages one by one in transactions of 500, in turns with the index and without it. */
async function measureWrites(client: pg.Client, indexWords: string): Promise<number> {
  await client.query("create table bench_plain (like items including all)");
  await client.query("create table bench_words (like items including all)");
  const { rows } = await client.query(
    "select indexname from pg_indexes where tablename = 'bench_plain' and indexdef like '%search_fold%'",
  );
  for (const { indexname } of rows) await client.query(`drop index "${indexname}"`);
  const { rows: bodies } = await client.query("select body from items limit $1", [BATCH]);
  const ratios: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const spent: Record<string, number> = {};
    for (const table of shuffle(["bench_plain", "bench_words"])) {
      const started = micros();
      await client.query("begin");
      for (const [seq, { body }] of bodies.entries())
        await client.query(
          `insert into ${table} (id, conversation_id, seq, public_seq, kind, direction, body, at)
           values (gen_random_uuid(), $1, $2, $2, 'message', 'in', $3, now())`,
          [`00000000-0000-4000-8000-0000000000${String(10 + batch)}`, seq + 1, body],
        );
      await client.query("commit");
      spent[table] = micros() - started;
    }
    if (batch > 1) ratios.push((spent.bench_words ?? 0) / (spent.bench_plain ?? 1));
  }
  if (!indexWords.includes("search_fold")) throw new Error("the index of words is another one");
  return round(median(ratios));
}
