import { and, asc, eq } from "drizzle-orm";
import { LRUCache } from "lru-cache";
import { uuidv7 } from "uuidv7";
import type { Db } from "@/db/client";
import { connections } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { type ConnectionView, SaveConnection } from "@/server/contract/settings";
import { seal, unseal } from "@/server/lib/sealed";
import { command } from "../command";
import type { Ctx } from "../context";
import { isFromEnvironment } from "./connection-origin";
import { mayChangeSettings } from "./policy";

/** A connection with its decrypted configuration, which each channel validates with its own schema. Never sent to a screen. */
export type Connection = Omit<ConnectionView, "isFromEnvironment"> & { config: unknown };

// Every webhook reads it; a change made on another node is seen within the time to live.
const CACHE_MS = 5000;
const caches = new WeakMap<object, LRUCache<string, Connection | { absent: true }>>();

/**
 * @returns the connection that a request claims to come from, or null. @throws Error when its configuration cannot be decrypted
 */
export async function findConnection(db: Db, kind: string, account: string): Promise<Connection | null> {
  return cached(db, `account ${kind} ${account}`, and(eq(connections.kind, kind), eq(connections.account, account)));
}

/** @throws Error when its configuration does not open */
export async function connectionById(db: Db, id: Id): Promise<Connection | null> {
  return cached(db, `id ${id}`, eq(connections.id, id));
}

/** Every connection of a kind, for requests that name no account. @throws Error when a configuration does not open */
export async function connectionsOf(db: Db, kind: string): Promise<Connection[]> {
  const rows = await db.select().from(connections).where(eq(connections.kind, kind)).orderBy(asc(connections.account));
  return rows.map((row) => ({ ...row, config: openConfig(row) }));
}

async function cached(db: Db, key: string, where: ReturnType<typeof and>): Promise<Connection | null> {
  const cache = caches.get(db) ?? new LRUCache({ max: 1000, ttl: CACHE_MS });
  caches.set(db, cache);
  const known = cache.get(key);
  if (known) return "absent" in known ? null : known;
  const [row] = await db.select().from(connections).where(where).limit(1);
  const found = row ? { ...row, config: openConfig(row) } : null;
  cache.set(key, found ?? { absent: true });
  return found;
}

/** @throws Error when it was encrypted with another SECRET or was changed */
export function openConfig(row: { kind: string; account: string; config: string }): unknown {
  return JSON.parse(unseal(row.config, sealedPlace(row)));
}

const sealedPlace = (row: { kind: string; account: string }) => `connection:${row.kind}:${row.account}`;

/**
 * Adds a connection, or replaces the label and configuration of the one with this kind and account.
 * @throws DomainError "forbidden" unless an admin or the system asks
 */
export async function saveConnection(ctx: Ctx, input: SaveConnection): Promise<ConnectionView> {
  const view = await writeConnection(ctx, input);
  forgetConnections(ctx.db);
  return view;
}

const writeConnection = command(SaveConnection, async ({ tx, actor }, input): Promise<ConnectionView> => {
  if (!mayChangeSettings(actor)) throw new DomainError("forbidden");
  const { kind, account, label } = input;
  const config = seal(JSON.stringify(input.config), sealedPlace(input));
  const [row] = await tx
    .insert(connections)
    .values({ id: uuidv7(), kind, account, label, config })
    .onConflictDoUpdate({ target: [connections.kind, connections.account], set: { label, config } })
    .returning();
  if (!row) throw new Error("saveConnection: nothing was written");
  return toView(row);
});

/** Everything connected, without secrets. @throws DomainError "forbidden" unless an admin asks */
export async function listConnections(ctx: Ctx): Promise<ConnectionView[]> {
  if (!mayChangeSettings(ctx.actor)) throw new DomainError("forbidden");
  return (await ctx.db.select().from(connections).orderBy(asc(connections.kind), asc(connections.label))).map(toView);
}

/** Clears this process's cache: after a change, and between tests. */
export function forgetConnections(db: Db): void {
  caches.get(db)?.clear();
}

const toView = ({ id, kind, account, label }: Omit<ConnectionView, "isFromEnvironment">): ConnectionView => ({
  id,
  kind,
  account,
  label,
  isFromEnvironment: isFromEnvironment({ kind, account }),
});
