import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { places } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { SettingDefinition, SettingScope } from "@/server/contract/setting";
import type { SettingsPort, SettingsReader } from "../context";
import { type OwnValue, resolveSetting, type SettingPlace } from "./resolve-setting";

/** A node whose relay cannot read the log still learns of changes after this time. */
const REREAD_MS = 30_000;

type Snapshot = {
  readAt: number;
  own: ReadonlyMap<string, { value: unknown }>;
  places: ReadonlyMap<Id, SettingPlace>;
  /** Resolved values by setting and place, so that schemas run once per change and not once per message. */
  resolved: Map<string, unknown>;
};
type Remembered = { port: SettingsPort; snapshot: Snapshot | null; generation: number };

const perDb = new WeakMap<Db, Remembered>();

function remembered(db: Db): Remembered {
  const known = perDb.get(db);
  if (known) return known;
  const within = (tx: Tx) => readerOf(db, tx);
  const port = { ...readerOf(db, db), within, forget: () => forgetSettings(db) };
  const made = { port, snapshot: null, generation: 0 };
  perDb.set(db, made);
  return made;
}

/** The settings of one database. All contexts of this process share the cache. */
export const settingsOn = (db: Db): SettingsPort => remembered(db).port;

/** Clears this process's cache: after a change on any node, and between tests. */
export function forgetSettings(db: Db): void {
  const known = remembered(db);
  known.generation++;
  known.snapshot = null;
}

function readerOf(db: Db, via: Db | Tx): SettingsReader {
  return {
    async get(setting, placeId) {
      let snapshot = await current(db, via);
      if (placeId && !snapshot.places.has(placeId)) {
        // A place that was created after the cache was read, on this node or in this transaction.
        forgetSettings(db);
        snapshot = await current(db, via);
      }
      return valueAt(setting, snapshot, placeId);
    },
    async places() {
      return [...(await current(db, via)).places.keys()];
    },
  };
}

function valueAt<V>(setting: SettingDefinition<V>, { own, places: known, resolved }: Snapshot, placeId: Id | null): V {
  const key = `${setting.key} ${placeId ?? ""}`;
  if (!resolved.has(key)) {
    const place = placeId ? (known.get(placeId) ?? null) : null;
    resolved.set(key, resolveSetting(setting, ownValues(own, setting.key), place).value);
  }
  return resolved.get(key) as V;
}

async function current(db: Db, via: Db | Tx): Promise<Snapshot> {
  const known = remembered(db);
  if (known.snapshot && performance.now() - known.snapshot.readAt < REREAD_MS) return known.snapshot;
  const { generation } = known;
  const snapshot = await readSettings(via);
  // Values read before a change must not be cached after it, and values read in a transaction may never be committed.
  if (via === db && known.generation === generation) known.snapshot = snapshot;
  return snapshot;
}

/** Reads every current value and every place: a few rows per place. */
export async function readSettings(via: Db | Tx): Promise<Snapshot> {
  const readAt = performance.now();
  const rows = await rowsOf<{ key: string; region: string | null; place: Id | null; own: { value: unknown } | null }>(
    via,
    sql`select distinct on (key, region, place_id) key, region, place_id as place, own from setting_versions
      order by key, region, place_id, version desc`,
  );
  const found = await via.select({ id: places.id, region: places.region, timeZone: places.timeZone }).from(places);
  const own = rows.flatMap((row) =>
    row.own ? [[`${row.key} ${row.region ?? ""} ${row.place ?? ""}`, row.own] as const] : [],
  );
  return { readAt, own: new Map(own), places: new Map(found.map((place) => [place.id, place])), resolved: new Map() };
}

/** Looks up the own values of one setting in the snapshot. */
export const ownValues =
  (own: Snapshot["own"], key: string): OwnValue =>
  (scope: SettingScope) => {
    const region = scope.kind === "region" ? scope.region : "";
    const placeId = scope.kind === "place" ? scope.placeId : "";
    return own.get(`${key} ${region} ${placeId}`) ?? null;
  };
