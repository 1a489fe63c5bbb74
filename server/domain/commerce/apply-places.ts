import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { recordset, rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { lockAsCreator, wakeParked } from "./event-keys";
import { APPLIED, type Apply, lineageOf, newestPerSubject, type Settled, STALE } from "./ingest-batch";
import { isNewerOfAny, LINEAGE_COLUMNS } from "./order-guard";

const COLUMNS = `id uuid, kind text, code text, name text, region text, time_zone text, address text, ${LINEAGE_COLUMNS}`;

type Written = { id: Id; code: string; created: boolean; changed: boolean; region: string; before: string | null };

/** Applies stores and teams. Data that only administrators set (hours, whether a place takes work) is kept. */
export const applyPlaces: Apply<"retail.place.changed.v1"> = async (write, connection, events) => {
  const settled = new Map<string, Settled>();
  const newest = newestPerSubject(events, (event) => event.data.code, settled);
  await lockAsCreator(write);
  const rows = newest.map(({ data, ...event }) => ({
    id: uuidv7(),
    ...data,
    time_zone: data.timeZone,
    ...lineageOf(connection, event),
  }));
  const written = await rowsOf<Written>(
    write.tx,
    sql`
    with written as (
    insert into places as p
      (id, kind, code, name, region, time_zone, address, source, sequence, source_time, observed_at, content_hash)
    select id, kind, code, name, region, time_zone, address, source, sequence, source_time, observed_at, content_hash
    from ${recordset(rows, COLUMNS)} order by code
    on conflict (code) do update set
      kind = excluded.kind, name = excluded.name, region = excluded.region, time_zone = excluded.time_zone,
      address = excluded.address, source = excluded.source, sequence = excluded.sequence,
      source_time = excluded.source_time, observed_at = excluded.observed_at, content_hash = excluded.content_hash
    where ${isNewerOfAny("p", write.now)}
    returning id, code, (xmax = 0) as created, kind, name, region, time_zone)
    select w.id, w.code, w.created, w.region, b.region as before,
      (w.kind, w.name, w.region, w.time_zone) is distinct from (b.kind, b.name, b.region, b.time_zone) as changed
    from written w left join places b using (code)`,
  );
  for (const { id, changed } of written) if (changed) write.emit("place.changed", { placeId: id });
  await emitScopes(write, written);
  const codes = new Map(written.map((row) => [row.code, row.created]));
  for (const event of newest) settled.set(event.key, codes.has(event.data.code) ? APPLIED : STALE);
  await wakeParked(
    write,
    written.filter((row) => row.created).map((row) => `place:${row.code}`),
  );
  return settled;
};

/** When a place joins or leaves a region, the access of people who work in the region changes. */
async function emitScopes({ tx, emit }: Write, written: readonly Written[]): Promise<void> {
  const regions = new Set(written.flatMap(({ region, before }) => (region === before ? [] : [region, before])));
  const named = [...regions].filter((region) => region);
  if (named.length === 0) return;
  const people = await rowsOf<{ id: Id }>(
    tx,
    sql`select u.id from users u where exists (
      select 1 from jsonb_array_elements_text(u.regions) r join jsonb_array_elements_text(${JSON.stringify(named)}::jsonb) n on n = r)`,
  );
  for (const { id } of people) emit("person.changed", { userId: id });
}
