import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Db } from "@/db/client";
import { makeUser } from "@/db/factories";
import type { DomainError } from "@/server/contract/errors";
import { knownDevice as deviceOf, rememberDevice } from "@/server/lib/device-token";
import { hashPassword } from "@/server/lib/passwords";
import { freshDb } from "@/tests/db";
import { authenticate } from "./authenticate";
import { ADDRESS_FAILURES, FAILURES } from "./sign-in-limits";

const PASSWORD = "a long enough password";
// Hashing is slow by design: once is enough here.
const hash = hashPassword(PASSWORD);
const STRANGER = "203.0.113.9";
const STORE = "192.0.2.1";

let db: Db;
let email: string;
let delays: number[];

beforeEach(async () => {
  db = (await freshDb()).db;
  email = (await makeUser(db, { passwordHash: await hash })).user.email;
  delays = [];
});
afterEach(() => vi.useRealTimers());

type Values = Partial<Parameters<typeof authenticate>[1]>;
const wait = async (ms: number) => void delays.push(ms);
const tryIn = (values: Values = {}) =>
  authenticate(
    { db, now: () => new Date() },
    { email, password: PASSWORD, address: STORE, deviceCookie: null, ...values },
    wait,
  );
/** The result of an attempt: signed in, wrong, or how many seconds it has to wait. */
const outcome = (values: Values = {}) =>
  tryIn(values).then(
    (person) => (person ? "in" : "wrong"),
    (error: DomainError) => Number(error.details.retryAfterSeconds),
  );
const fail = async (times: number, values: Values = {}) => {
  for (let n = 0; n < times; n++) expect(await outcome({ password: "wrong", ...values })).toBe("wrong");
};
const knownDevice = (account = email) => rememberDevice(null, account, new Date());
const later = (seconds: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1000 });

describe("wrong passwords from an unknown device", () => {
  test("block the account for their own address only", async () => {
    await fail(FAILURES, { address: STRANGER });
    expect(await outcome({ address: STRANGER })).toBeGreaterThan(0);
    expect(await outcome({ address: STORE })).toBe("in");
  });

  test("do not lock out the owner at the same address on a known device", async () => {
    await fail(FAILURES, { address: STORE });
    expect(await outcome({ address: STORE })).toBeGreaterThan(0);
    expect(await outcome({ address: STORE, deviceCookie: knownDevice() })).toBe("in");
    expect(await outcome({ address: STORE, email: ` ${email.toUpperCase()} `, deviceCookie: knownDevice() })).toBe(
      "in",
    );
  });

  test("get the same response for an account that does not exist", async () => {
    await fail(FAILURES, { email: "nobody@example.test" });
    expect(await outcome({ email: "nobody@example.test" })).toBeGreaterThan(0);
  });

  test("block one address for a minute, then two, up to an hour, until the correct password", async () => {
    const waits: unknown[] = [];
    for (let round = 0; round < 8; round++) {
      await fail(FAILURES);
      const seconds = await outcome();
      waits.push(seconds);
      later(Number(seconds) + 1);
    }
    expect(waits.map((seconds) => Math.round(Number(seconds) / 60))).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(await outcome()).toBe("in");
    await fail(FAILURES);
    expect(Math.round(Number(await outcome()) / 60)).toBe(1);
  });

  test("for many accounts block one address, but not known devices at it", async () => {
    const guesses = Array.from({ length: 180 }, (_, n) =>
      outcome({ email: `guess${n}@example.test`, password: "wrong" }),
    );
    const wrong = (await Promise.all(guesses)).filter((one) => one === "wrong").length;
    // Eight attempts may be running when the limit is reached.
    expect(wrong).toBeGreaterThanOrEqual(ADDRESS_FAILURES);
    expect(wrong).toBeLessThanOrEqual(ADDRESS_FAILURES + 8);
    expect(await outcome()).toBeGreaterThan(0);
    expect(await outcome({ deviceCookie: knownDevice() })).toBe("in");
    expect(await outcome({ address: "192.0.2.2" })).toBe("in");
  });
});

describe("many attempts at once", () => {
  test("forty correct passwords are all accepted, even just below the limit", async () => {
    await fail(FAILURES - 1);
    const all = await Promise.all(Array.from({ length: 40 }, () => outcome()));
    expect(all.filter((one) => one === "in")).toHaveLength(40);
  });

  test("a hundred and fifty people begin their shift together at one address", async () => {
    const people = await Promise.all(
      Array.from({ length: 150 }, async () => (await makeUser(db, { passwordHash: await hash })).user.email),
    );
    expect(await Promise.all(people.map((one) => outcome({ email: one })))).toEqual(people.map(() => "in"));
  });

  test("of thirty guesses only ten are checked, whatever comes between them", async () => {
    const guesses = Array.from({ length: 30 }, (_, n) => outcome({ password: n === 15 ? "wrong too" : "wrong" }));
    const ended = await Promise.all(guesses);
    expect(ended.filter((one) => one === "wrong")).toHaveLength(FAILURES);
    expect(ended.filter((one) => typeof one === "number")).toHaveLength(20);
  });
});

describe("guesses at one account from many addresses", () => {
  const from = (n: number) => `198.51.100.${n}`;

  test("are delayed more and more but not refused, and the owner signs in at once on a known device", async () => {
    for (let n = 0; n < 30; n++) expect(await outcome({ password: "wrong", address: from(n) })).toBe("wrong");
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, ...Array.from({ length: 14 }, () => 10_000)]);
    delays = [];
    expect(await outcome({ deviceCookie: knownDevice() })).toBe("in");
    expect(delays).toEqual([]);
    expect(await outcome({ address: "192.0.2.77" }), "on a new device, after the delay").toBe("in");
    expect(delays).toEqual([10_000]);
  });

  test("are checked three at a time once they are delayed, and a flood of them gets a retry time", async () => {
    for (let n = 0; n < FAILURES; n++) await outcome({ password: "wrong", address: from(n) });
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const held = async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => release.push(resolve));
      running--;
    };
    const guess = (n: number) =>
      authenticate(
        { db, now: () => new Date() },
        { email, password: "wrong", address: from(50 + n), deviceCookie: null },
        held,
      ).then(
        () => "judged",
        (error: DomainError) => error.code,
      );
    const flood = Array.from({ length: 20 }, (_, n) => guess(n));
    const settled: string[] = [];
    for (const one of flood) void one.then((said) => settled.push(said));
    await expect.poll(() => settled.filter((said) => said === "rate_limited").length).toBe(11);
    for (let done = 0; done < 9; done++) {
      await expect.poll(() => release.length).toBeGreaterThan(0);
      release.shift()?.();
    }
    expect((await Promise.all(flood)).filter((said) => said === "judged")).toHaveLength(9);
    expect(most).toBe(3);
  });
});

describe("a known device", () => {
  test("has ten failures of its own, and is then like any other", async () => {
    const deviceCookie = knownDevice();
    await fail(FAILURES, { deviceCookie });
    await fail(FAILURES, { deviceCookie });
    expect(await outcome({ deviceCookie })).toBeGreaterThan(0);
    expect(await outcome({ deviceCookie: knownDevice() })).toBe("in");
  });

  test.each<[string, () => string | null]>([
    ["of another person", () => knownDevice("somebody@example.test")],
    ["made up", () => `${"a".repeat(16)}.9999999999.${"b".repeat(43)}`],
    ["that is prolonged", () => knownDevice().replace(/\.\d+\./, ".9999999999.")],
    ["that is empty", () => ""],
    ["of a hundred tokens", () => Array.from({ length: 100 }, () => knownDevice("x@example.test")).join("~")],
  ])("%s is none", async (_, cookie) => {
    await fail(FAILURES);
    expect(await outcome({ deviceCookie: cookie() })).toBeGreaterThan(0);
  });

  test("expires after half a year, and remembers the last eight people who used it", async () => {
    let cookie: string | null = null;
    const people = Array.from({ length: 10 }, (_, n) => `p${n}@example.test`);
    for (const person of [...people, people[5] as string]) cookie = rememberDevice(cookie, person, new Date());
    const at = (days: number) =>
      people.filter((person) => deviceOf(cookie, person, new Date(Date.now() + days * 86_400_000)));
    expect(at(0)).toEqual(people.slice(2));
    expect(at(181)).toEqual([]);
    expect(cookie?.length).toBeLessThan(700);
  });
});
