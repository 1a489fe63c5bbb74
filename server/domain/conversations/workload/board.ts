import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { idList } from "@/db/sql";
import type { BoardDelta } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Board, PersonActor, PersonTile, PlaceKind, PlaceTile, Role } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { placeTimeZone } from "@/server/domain/hours/place-time-zone";

/** The cap of counts on tiles, which bounds the index scan. */
const STOP = sql.raw("1000");

/**
 * The supervisor's board: each place that takes work, and each person who can work, that this person supervises.
 * Two statements whose cost is capped per tile.
 */
export async function getBoard({ db, actor }: Ctx<PersonActor>): Promise<Board> {
  const { all, placeIds } = actor.scope;
  const [places, people] = await Promise.all([
    placeTiles(db, all ? sql`p.takes_work` : sql`p.takes_work and p.id = any(${idList(placeIds)})`),
    personTiles(
      db,
      all
        ? sql`u.disabled_at is null`
        : sql`u.disabled_at is null and (u.scope_all or exists (
            select 1 from user_places up where up.user_id = u.id and up.place_id = any(${idList(placeIds)})
          ) or exists (
            select 1 from places r where r.id = any(${idList(placeIds)}) and jsonb_exists(u.regions, r.region)))`,
    ),
  ]);
  return { places, people };
}

/** The current tiles of these places and people. Does not authorize: the caller pushes to each board only its own tiles. */
export async function boardDelta(db: Db | Tx, placeIds: readonly Id[], userIds: readonly Id[]): Promise<BoardDelta> {
  const [places, people] = await Promise.all([
    placeIds.length > 0 ? placeTiles(db, sql`p.takes_work and p.id = any(${idList(placeIds)})`) : [],
    userIds.length > 0 ? personTiles(db, sql`u.id = any(${idList(userIds)})`) : [],
  ]);
  return { places, people };
}

type PlaceTileRow = {
  id: Id;
  kind: PlaceKind;
  code: string;
  name: string;
  region: string;
  time_zone: string;
  open: number;
  unassigned: number;
  waiting: number;
  oldest_ms: number | null;
};

async function placeTiles(db: Db | Tx, which: ReturnType<typeof sql>): Promise<PlaceTile[]> {
  const { rows } = (await db.execute(sql`
    select p.id, p.kind, p.code, p.name, p.region,
      ${placeTimeZone(sql`p.id`, sql`p.time_zone`)} as time_zone,
      (select count(*)::int from (select 1 from conversations c
        where c.place_id = p.id and c.status = 'open' limit ${STOP}) n) as open,
      (select count(*)::int from (select 1 from conversations c
        where c.place_id = p.id and c.status = 'open' and c.assignee_id is null limit ${STOP}) n) as unassigned,
      (select count(*)::int from (select 1 from conversations c
        where c.place_id = p.id and c.status = 'open' and c.waiting_since is not null limit ${STOP}) n) as waiting,
      (select extract(epoch from c.waiting_since) * 1000 from conversations c
        where c.place_id = p.id and c.status = 'open' and c.waiting_since is not null
        order by c.waiting_since limit 1)::float8 as oldest_ms
    from places p where ${which} order by lower(p.name), p.id`)) as unknown as { rows: PlaceTileRow[] };
  return rows.map(({ id, kind, code, name, region, time_zone: timeZone, open, unassigned, waiting, oldest_ms }) => ({
    place: { id, kind, code, name, region, timeZone },
    open,
    unassigned,
    waiting,
    oldestWaitingSince: isoTime(oldest_ms),
  }));
}

type PersonTileRow = {
  id: Id;
  name: string;
  role: Role;
  disabled: boolean;
  scope_all: boolean;
  place_ids: Id[];
  load: number;
  oldest_ms: number | null;
};

async function personTiles(db: Db | Tx, which: ReturnType<typeof sql>): Promise<PersonTile[]> {
  const { rows } = (await db.execute(sql`
    select u.id, u.name, u.role, u.scope_all, u.disabled_at is not null as disabled,
      (select coalesce(json_agg(mine.id order by mine.id), '[]'::json) from (
        select up.place_id as id from user_places up where up.user_id = u.id
        union select r.id from places r where jsonb_exists(u.regions, r.region)) mine) as place_ids,
      work.load, work.oldest_ms
    from users u
    cross join lateral (
      select count(*)::int as load, (extract(epoch from min(mine.waiting_since)) * 1000)::float8 as oldest_ms
      from (select c.waiting_since from conversations c
        where c.assignee_id = u.id and c.status = 'open' limit ${STOP}) mine) work
    where ${which} order by lower(u.name), u.id`)) as unknown as { rows: PersonTileRow[] };
  return rows.map(({ id, name, role, disabled, place_ids: placeIds, scope_all: scopeAll, load, oldest_ms }) => ({
    person: { id, name, role, placeIds, scopeAll, disabled },
    load,
    oldestWaitingSince: isoTime(oldest_ms),
  }));
}

const isoTime = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
