import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, makeUser, SYSTEM } from "@/db/factories";
import { events, rateLimits, sessions, users } from "@/db/schema";
import type { Actor, PersonActor } from "@/server/contract/team";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { hashPassword, verifyPassword } from "@/server/lib/passwords";
import { freshDb } from "@/tests/db";
import { setDisabled } from "../conversations/workload/set-disabled";
import { authenticate } from "./authenticate";
import { bootstrapAdmin } from "./bootstrap-admin";
import { changePassword } from "./change-password";
import { endSession } from "./end-session";
import { listAccounts, listPeople } from "./list-people";
import { loadSession } from "./load-session";
import { savePerson } from "./save-person";
import { setPassword } from "./set-password";
import { ADDRESS_FAILURES, FAILURES } from "./sign-in-limits";
import { startSession } from "./start-session";

const now = () => new Date();
let db: Db;
let ana: PersonActor;
let email: string;
let boss: PersonActor;
const PASSWORD = "a long enough password";
// Hashing is slow by design: once is enough here.
const hash = hashPassword(PASSWORD);
const as = <A extends Actor>(actor: A) => createCtx({ db, actor, now });
const types = async () => (await db.select({ type: events.type }).from(events)).map((row) => row.type).sort();

beforeEach(async () => {
  db = (await freshDb()).db;
  const made = await makeUser(db, { passwordHash: await hash, email: "Ana@Example.test" });
  ana = made.actor;
  email = made.user.email;
  boss = (await makeUser(db, { role: "admin", scopeAll: true })).actor;
});

describe("sign-in", () => {
  const attempt = (values: Partial<Parameters<typeof authenticate>[1]> = {}) =>
    authenticate({ db, now }, { email, password: PASSWORD, address: "192.0.2.1", deviceCookie: null, ...values });

  test("the right password, however the address is written", async () => {
    expect(await attempt({ email: " ANA@example.TEST " })).toMatchObject({ id: ana.id });
  });

  test("wrong passwords and unknown, disabled and malformed accounts look the same", async () => {
    expect(await attempt({ password: "wrong" })).toBeNull();
    expect(await attempt({ email: "nobody@example.test" })).toBeNull();
    for (const password of ["", null, undefined, ["x"], { $ne: 1 }, "x".repeat(10_000)]) {
      expect(await attempt({ password })).toBeNull();
    }
    await setDisabled(as(boss), { userId: ana.id, disabled: true });
    expect(await attempt()).toBeNull();
  });

  test("a successful sign-in resets the count", async () => {
    for (let i = 0; i < FAILURES - 1; i++) await attempt({ password: "wrong", address: null });
    expect(await attempt({ address: null })).not.toBeNull();
    expect(await attempt({ password: "wrong", address: null })).toBeNull();
  });

  test("one address may not try account after account", async () => {
    const key = createHash("sha256").update("192.0.2.1").digest("base64url");
    const expire = new Date(Date.now() + 60_000);
    await db.insert(rateLimits).values({ key: `signin-address:${key}`, points: ADDRESS_FAILURES, expire });
    await expect(attempt({ email: "fresh@example.test" })).rejects.toMatchObject({ code: "rate_limited" });
    expect(await attempt({ address: "192.0.2.2" })).not.toBeNull();
  });
});

test("an unknown person takes as much work as a wrong password", async () => {
  const work = async (stored: string | null) => {
    const before = process.cpuUsage();
    await verifyPassword("guess", stored);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let i = 0; i < 7; i++) {
    known.push(await work(await hash));
    unknown.push(await work(null));
  }
  const ratio = Math.min(...unknown) / Math.min(...known);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

describe("sessions", () => {
  test("every sign-in is a new session, and ending one notifies every node once", async () => {
    const one = await startSession(as(SYSTEM), { userId: ana.id });
    const two = await startSession(as(SYSTEM), { userId: ana.id });
    expect(one.sid).not.toBe(two.sid);
    await endSession(as(SYSTEM), { sid: one.sid });
    await endSession(as(SYSTEM), { sid: one.sid });
    expect(await loadSession({ db, now }, one.sid)).toBeNull();
    expect(await loadSession({ db, now }, two.sid)).toMatchObject({ id: ana.id });
    expect(await types()).toEqual(["session.ended"]);
  });

  test("an expired session and one of a disabled person are invalid", async () => {
    const later = () => new Date(Date.now() + 13 * 3_600_000);
    expect(await loadSession({ db, now: later }, ana.sid)).toBeNull();
    await setDisabled(as(boss), { userId: ana.id, disabled: true });
    expect(await loadSession({ db, now }, ana.sid)).toBeNull();
    await expect(startSession(as(SYSTEM), { userId: ana.id })).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("regions are resolved to places when the session is read", async () => {
    const north = await makePlace(db, { region: "north" });
    await makePlace(db, { region: "south" });
    await db
      .update(users)
      .set({ regions: ["north"] })
      .where(eq(users.id, ana.id));
    expect((await loadSession({ db, now }, ana.sid))?.scope).toEqual({ all: false, placeIds: [north.id] });
  });
});

describe("passwords", () => {
  test("changing one's own ends the other sessions and keeps this one", async () => {
    const other = await startSession(as(SYSTEM), { userId: ana.id });
    await expect(changePassword(as(ana), { current: "wrong", next: "another good one" })).rejects.toMatchObject({
      code: "invalid",
    });
    await changePassword(as(ana), { current: PASSWORD, next: "another good one" });
    expect(await loadSession({ db, now }, other.sid)).toBeNull();
    expect(await loadSession({ db, now }, ana.sid)).not.toBeNull();
    expect(
      await authenticate({ db, now }, { email, password: "another good one", address: null, deviceCookie: null }),
    ).not.toBeNull();
  });

  test("one set by an administrator ends every session of that person", async () => {
    await setPassword(as(boss), { userId: ana.id, next: "given by the boss" });
    expect(await loadSession({ db, now }, ana.sid)).toBeNull();
    await expect(setPassword(as(ana), { userId: boss.id, next: "taking over now" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("people", () => {
  const input = { name: "New", role: "agent" as const, scopeAll: false, placeIds: [], regions: [] };

  test("a change of role ends sessions; one's own role stays", async () => {
    await savePerson(as(boss), { ...input, userId: ana.id, email });
    expect(await loadSession({ db, now }, ana.sid)).toBeNull();
    const self = savePerson(as(boss), { ...input, userId: boss.id, email: "boss@example.test" });
    await expect(self).rejects.toMatchObject({ code: "invalid" });
    expect(await types()).toEqual(["person.changed", "session.ended"]);
  });

  test("an e-mail belongs to one person, however it is written", async () => {
    const twice = savePerson(as(boss), { ...input, email: "ANA@EXAMPLE.test" });
    await expect(twice).rejects.toMatchObject({ code: "conflict" });
  });

  test("only administrators add people, and nothing is half written", async () => {
    await expect(savePerson(as(ana), { ...input, email: "x@example.test" })).rejects.toMatchObject({
      code: "forbidden",
    });
    const nowhere = { ...input, email: "x@example.test", placeIds: ["0199aaaa-0000-7000-8000-000000000000"] };
    await expect(savePerson(as(boss), nowhere)).rejects.toMatchObject({ code: "invalid" });
    expect(await listPeople({ db })).toHaveLength(2);
  });

  test("colleagues see no e-mail; administrators do", async () => {
    expect(JSON.stringify(await listPeople({ db }))).not.toContain("@");
    expect((await listAccounts({ db, actor: boss })).map((person) => person.email)).toContain(email);
    await expect(listAccounts({ db, actor: ana })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("an account lists its places in one order, however they were added", async () => {
    const ids = [(await makePlace(db)).id, (await makePlace(db)).id].sort();
    const { user } = await makeUser(db, { placeIds: ids.toReversed() });
    const account = (await listAccounts({ db, actor: boss })).find(({ id }) => id === user.id);
    expect(account?.placeIds).toEqual(ids);
  });

  test("the first administrator is created once, and only while there are no people", async () => {
    expect(await bootstrapAdmin(as(SYSTEM), { email: "root@example.test", password: PASSWORD })).toBe(false);
    await freshDb();
    expect(await bootstrapAdmin(as(SYSTEM), { email: "root@example.test", password: PASSWORD })).toBe(true);
    expect(await bootstrapAdmin(as(SYSTEM), { email: "two@example.test", password: PASSWORD })).toBe(false);
    expect(await db.select().from(sessions)).toHaveLength(0);
  });
});
