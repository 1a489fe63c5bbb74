import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { lockAsCreator, wakeParked } from "./inbox";
import { APPLIED, type Apply, newestPerSubject, type Settled, STALE } from "./ingest-batch";
import { recordset, rowsOf } from "./records";

/** Stores and teams as the source describes them. What only admins decide (hours, whether work lands there) is kept. */
export const applyPlaces: Apply<"retail.place.changed.v1"> = async (write, _connection, events) => {
  const settled = new Map<string, Settled>();
  const newest = newestPerSubject(events, (event) => event.data.code, settled);
  await lockAsCreator(write);
  const rows = newest.map(({ data, sequence }) => ({
    id: uuidv7(),
    ...data,
    time_zone: data.timeZone,
    sequence,
  }));
  const written = await rowsOf<{ code: string; created: boolean }>(
    write.tx,
    sql`
    insert into places as p (id, kind, code, name, region, time_zone, address, sequence)
    select id, kind, code, name, region, time_zone, address, sequence
    from ${recordset(rows, "id uuid, kind text, code text, name text, region text, time_zone text, address text, sequence bigint")}
    on conflict (code) do update set
      kind = excluded.kind, name = excluded.name, region = excluded.region, time_zone = excluded.time_zone,
      address = excluded.address, sequence = excluded.sequence
    where excluded.sequence > p.sequence
    returning code, (xmax = 0) as created`,
  );
  const codes = new Map(written.map((row) => [row.code, row.created]));
  for (const event of newest) settled.set(event.key, codes.has(event.data.code) ? APPLIED : STALE);
  await wakeParked(
    write,
    written.filter((row) => row.created).map((row) => `place:${row.code}`),
  );
  return settled;
};
