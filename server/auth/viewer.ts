import { LRUCache } from "lru-cache";
import { decode } from "next-auth/jwt";
import { z } from "zod";
import { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { loadSessions } from "@/server/domain/team/load-session";
import { currentMs } from "@/server/lib/clock";
import { env } from "@/server/lib/env";
import { ctxFor, SIGN_IN } from "./ctx";

/** The claims that our sign-in puts into the cookie; other claims are invalid. */
const Claims = z.object({ sid: Id, exp: z.number() });
type Claims = z.infer<typeof Claims>;

const COOKIES = ["__Secure-next-auth.session-token", "next-auth.session-token"];
const MAX_TOKEN = 8192;
const MAX_CHUNKS = 5;
const AT_ONCE = 500;

type Caches = { claims: LRUCache<string, Claims>; people: LRUCache<string, Promise<PersonActor | null>> };
// Pages and the Node routes are two module graphs in one process, so they share this cache.
const shared = globalThis as typeof globalThis & { __storelineViewers?: Caches };
shared.__storelineViewers ??= {
  claims: new LRUCache({ max: 5000 }),
  people: new LRUCache({ max: 5000, ttl: 1000 }),
};
const { claims, people } = shared.__storelineViewers;

/**
 * Authenticates a cookie header; null without a valid session. Pages, tRPC and the socket handshake all use this check: the
 * token only names a session, and the session's row, the person and their scope are cached for at most a second. Never throws
 * for client input; throws when the database cannot be read, because that says nothing about the person.
 */
export async function viewerFromCookie(cookieHeader: string | null | undefined): Promise<PersonActor | null> {
  const token = sessionToken(cookieHeader);
  if (!token) return null;
  const claim = claims.get(token) ?? (await read(token));
  if (!claim || claim.exp * 1000 <= currentMs()) return null;
  let person = people.get(claim.sid);
  if (!person) {
    person = gathered(claim.sid);
    people.set(claim.sid, person);
    person.catch(() => people.delete(claim.sid));
  }
  return person;
}

type Asked = { sid: Id; resolve(person: PersonActor | null): void; reject(error: unknown): void };
const asked: Asked[] = [];
let isReading = false;

/**
 * Requests that arrive during one statement share the next: a thousand people who reconnect at once cause a few statements, not
 * a thousand.
 */
function gathered(sid: Id): Promise<PersonActor | null> {
  return new Promise((resolve, reject) => {
    asked.push({ sid, resolve, reject });
    if (!isReading) void readAsked();
  });
}

async function readAsked(): Promise<void> {
  isReading = true;
  while (asked.length > 0) {
    await new Promise(setImmediate);
    const batch = asked.splice(0, AT_ONCE);
    try {
      const actors = await loadSessions(
        await ctxFor(SIGN_IN),
        batch.map(({ sid }) => sid),
      );
      for (const { sid, resolve } of batch) resolve(actors.get(sid) ?? null);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
  isReading = false;
}

/** Removes a session from the cache at once. */
export function forgetSession(sid: Id): void {
  people.delete(sid);
}

/**
 * Clears the cache, because somebody's role, scope or state has changed. Such changes are rare and a miss costs one read;
 * removing only that person would have to wait for reads in flight, and the next caller would get the old result.
 */
export function forgetPeople(): void {
  people.clear();
}

async function read(token: string): Promise<Claims | null> {
  const decoded = await decode({ token, secret: env().SECRET }).catch(() => null);
  const parsed = Claims.safeParse(decoded);
  if (!parsed.success) return null;
  claims.set(token, parsed.data);
  return parsed.data;
}

/** next-auth splits a long cookie into `name.0`, `name.1`, …; with https its name starts with `__Secure-`. */
function sessionToken(header: string | null | undefined): string | null {
  if (!header || header.length > 4 * MAX_TOKEN) return null;
  const jar = new Map<string, string>();
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0) jar.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  for (const name of COOKIES) {
    let value = jar.get(name) ?? "";
    for (let i = 0; i < MAX_CHUNKS && jar.has(`${name}.${i}`); i++) value += jar.get(`${name}.${i}`);
    if (value && value.length <= MAX_TOKEN) return value;
  }
  return null;
}
