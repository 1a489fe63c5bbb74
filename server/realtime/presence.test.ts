import { expect, test } from "vitest";
import type { Scope } from "@/server/contract/team";
import { Presence, presenceFilter, type Reader } from "./presence";

const [ANA, BEN] = ["ana", "ben"];
const [PINE, OAK] = ["pine", "oak"];
const at = (...placeIds: string[]): Scope => ({ all: false, placeIds });
const everywhere: Scope = { all: true, placeIds: [] };
const member = (userId: string, ...placeIds: string[]) => ({ userId, scope: at(...placeIds), memberOf: placeIds });

function node(clock: { now: number }) {
  const changes: string[] = [];
  const presence: Presence = new Presence({
    now: () => clock.now,
    changed: (userId) => void changes.push(`${userId} ${presence.of(userId)?.status ?? "offline"}`),
  });
  const after = (ms: number) => {
    clock.now += ms;
    presence.tick();
  };
  return { presence, changes, after };
}

test("a person is offline a short while after their last socket closes, and a reload in between publishes nothing", () => {
  const { presence, changes, after } = node({ now: 0 });
  presence.connected("s1", member(ANA, PINE));
  presence.disconnected("s1", ANA);
  after(3000);
  presence.connected("s2", member(ANA, PINE));
  after(6000);
  expect(changes).toEqual(["ana available"]);
  presence.set(ANA, "break");
  presence.disconnected("s2", ANA);
  after(5001);
  expect(changes).toEqual(["ana available", "ana break", "ana offline"]);
  expect(presence.list({ userId: BEN, scope: everywhere, allPresence: false })).toEqual([]);
});

test("a person whose session ended is offline at once, unless another device of theirs is connected", () => {
  const { presence, changes } = node({ now: 0 });
  presence.connected("phone", member(ANA, PINE));
  presence.connected("laptop", member(ANA, PINE));
  presence.disconnected("phone", ANA, true);
  expect(changes).toEqual(["ana available"]);
  presence.disconnected("laptop", ANA, true);
  expect(changes).toEqual(["ana available", "ana offline"]);
});

test("presence is visible to people who share a place, to people who may work everywhere, and to oneself", () => {
  const reader = (scope: Scope, allPresence = false): Reader => ({ userId: "me", scope, allPresence });
  const sees = (one: Reader) =>
    [at(PINE), at(OAK), at(PINE, OAK), everywhere, at()].map((scope) => presenceFilter(one)("somebody", [scope]));
  expect(sees(reader(at(PINE)))).toEqual([true, false, true, true, false]);
  expect(sees(reader(at()))).toEqual([false, false, false, true, false]);
  expect(sees(reader(everywhere))).toEqual([true, true, true, true, true]);
  expect(sees(reader(at(PINE), true))).toEqual([true, true, true, true, true]);
  expect(presenceFilter(reader(at()))("me", [at()])).toBe(true);
  // A person who moved is visible at the old and at the new place.
  expect(presenceFilter(reader(at(PINE)))("somebody", [at(PINE), at(OAK)])).toBe(true);
});

test.each<[way: string, leave: (one: ReturnType<typeof node>) => void]>([
  ["they say they are away", ({ presence }) => presence.set(ANA, "away")],
  ["they say they are with a customer", ({ presence }) => presence.set(ANA, "with_customer")],
  ["they do not come back", ({ presence, after }) => [presence.disconnected("s1", ANA), after(5001)]],
  ["their session ends", ({ presence }) => presence.disconnected("s1", ANA, true)],
  ["an administrator moves them", ({ presence }) => presence.moved(member(ANA, OAK))],
  ["they come back with another place", ({ presence }) => presence.connected("s2", member(ANA, OAK))],
  ["they are away on another node", ({ presence, after }) => [after(1), presence.receive("two", said("away"))]],
])("a place stops being staffed, and publishes it, when its last available member leaves: %s", (_way, leave) => {
  const one = node({ now: 0 });
  one.presence.connected("s1", member(ANA, PINE));
  expect(one.presence.isStaffed(PINE)).toBe(true);
  one.changes.length = 0;
  leave(one);
  expect(one.presence.isStaffed(PINE)).toBe(false);
  expect(one.changes).toHaveLength(1);
});

const said = (status: "available" | "away") => ({
  people: [{ ...member(ANA, PINE), status, since: new Date(1).toISOString() }],
  gone: [],
});

test("a place is staffed by its members only, never by those who may merely read its conversations", () => {
  const { presence } = node({ now: 0 });
  presence.connected("s1", { userId: "supervisor of all", scope: everywhere, memberOf: [] });
  presence.connected("s2", { userId: "regional manager", scope: at(PINE, OAK), memberOf: [] });
  expect(presence.isStaffed(PINE)).toBe(false);
  presence.connected("s3", { userId: "supervisor who works there", scope: everywhere, memberOf: [PINE] });
  expect([presence.isStaffed(PINE), presence.isStaffed(OAK)]).toEqual([true, false]);
});

test("a place stays staffed while its members are on a call or wrap it up, though none of them is available", () => {
  const { presence } = node({ now: 0 });
  presence.connected("s1", member(ANA, PINE));
  for (const status of ["on_call", "wrap_up"] as const) {
    presence.set(ANA, status);
    expect([presence.isStaffed(PINE), presence.availableAt(PINE)]).toEqual([true, []]);
  }
});

test("a reload does not make a place unstaffed for a moment", () => {
  const { presence, changes, after } = node({ now: 0 });
  presence.connected("s1", member(ANA, PINE));
  presence.disconnected("s1", ANA);
  after(3000);
  expect(presence.isStaffed(PINE)).toBe(true);
  presence.connected("s2", member(ANA, PINE));
  expect(changes).toEqual(["ana available"]);
});

test("the latest status of a person counts on every node, and stays when the node that set it is gone", () => {
  const clock = { now: 0 };
  const { presence, changes } = node(clock);
  presence.connected("s1", member(ANA, PINE));
  clock.now = 5;
  presence.receive("two", said("away"));
  expect(presence.of(ANA)?.status).toBe("away");
  presence.forgotten("two");
  expect(presence.of(ANA)?.status).toBe("away");
  clock.now = 10;
  presence.set(ANA, "available");
  expect(changes).toEqual(["ana available", "ana away", "ana available"]);
});
