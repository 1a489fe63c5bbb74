import { expect, test } from "vitest";
import { type PeerState, Presence } from "./presence";

const ANA = "00000000-0000-7000-8000-000000000001";
const BEN = "00000000-0000-7000-8000-000000000002";
const TALK = "00000000-0000-7000-8000-000000000003";
const PLACE = "00000000-0000-7000-8000-000000000004";

function node(name: string, clock: { now: number }, told: (state: PeerState) => void = () => {}) {
  const changes: string[] = [];
  const viewers: string[] = [];
  const presence = new Presence({
    node: name,
    now: () => clock.now,
    placesOf: (userIds) => (userIds.size > 0 ? [PLACE] : []),
    presenceChanged: (changed) =>
      void changes.push(...changed.map(({ userId, status }) => `${userId.at(-1)} ${status}`)),
    viewersChanged: (_, now) =>
      void viewers.push(now.map(({ name: who, composing }) => `${who}${composing ? ` ${composing}` : ""}`).join()),
    tellPeers: told,
  });
  return { presence, changes, viewers };
}

test("a person is offline a short while after their last socket goes, and a reload in between tells nobody", () => {
  const clock = { now: 0 };
  const { presence, changes } = node("one", clock);
  presence.connected("s1", ANA);
  presence.disconnected("s1", ANA);
  clock.now = 3000;
  presence.tick();
  presence.connected("s2", ANA);
  clock.now = 9000;
  presence.tick();
  expect(changes).toEqual(["1 available"]);
  presence.set(ANA, "break");
  presence.disconnected("s2", ANA);
  clock.now = 14_001;
  presence.tick();
  expect(changes).toEqual(["1 available", "1 break", "1 offline"]);
  expect(presence.list()).toEqual([]);
});

test("whoever stops typing stops composing by themselves; only who looks can compose", () => {
  const clock = { now: 0 };
  const { presence, viewers } = node("one", clock);
  presence.connected("s1", ANA);
  expect(presence.composing("s1", TALK, "reply")).toBe(false);
  presence.watch("s1", ANA, "Ana", TALK);
  expect(presence.composing("s1", TALK, "note")).toBe(true);
  clock.now = 6001;
  presence.tick();
  presence.disconnected("s1", ANA);
  expect(viewers).toEqual(["Ana", "Ana note", "Ana", ""]);
});

test("nodes tell each other, and a node that falls silent is forgotten", () => {
  const clock = { now: 0 };
  const two = node("two", clock);
  const one = node("one", clock, (state) => two.presence.heard(structuredClone(state)));
  one.presence.connected("s1", ANA);
  one.presence.watch("s1", ANA, "Ana", TALK);
  one.presence.tick();
  two.presence.connected("s2", BEN);
  expect(two.presence.viewersOf(TALK)).toEqual([{ userId: ANA, name: "Ana", composing: null }]);
  expect(two.changes).toEqual(["1 available", "2 available"]);
  one.presence.set(ANA, "away");
  one.presence.tick();
  expect(two.changes.at(-1)).toBe("1 away");
  expect(two.presence.isStaffed(PLACE)).toBe(true);
  clock.now = 30_001;
  two.presence.tick();
  expect(two.changes.at(-1)).toBe("1 offline");
  expect(two.presence.viewersOf(TALK)).toEqual([]);
});
