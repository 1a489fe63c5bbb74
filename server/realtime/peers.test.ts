import { expect, test } from "vitest";
import { type PeerMessage, Peers } from "./peers";
import { Presence } from "./presence";
import { Viewers } from "./viewers";

const PINE = "pine";
const TALK = "talk";
const member = (userId: string) => ({ userId, scope: { all: false, placeIds: [PINE] }, memberOf: [PINE] });

/** Nodes that exchange messages over a line that can lose them. */
function cluster() {
  const clock = { now: 0 };
  const line = { loses: (_message: PeerMessage) => false };
  const nodes: Peers[] = [];
  const sent: PeerMessage[] = [];
  const start = (name: string) => {
    const presence = new Presence({ now: () => clock.now, changed: () => {} });
    const viewers = new Viewers({ now: () => clock.now, changed: () => {} });
    const send = (message: PeerMessage) => {
      sent.push(message);
      if (!line.loses(message)) for (const other of nodes) other.receive(structuredClone(message));
    };
    const peers: Peers = new Peers({ node: name, now: () => clock.now, send }, presence, viewers);
    nodes.push(peers);
    peers.start();
    return { presence, viewers, peers, isKnown: (userId: string) => presence.of(userId) !== null };
  };
  const after = (ms: number) => {
    clock.now += ms;
    for (const peers of nodes) peers.tick();
  };
  return { start, after, sent, line, stop: (peers: Peers) => nodes.splice(nodes.indexOf(peers), 1) };
}

test("nodes exchange their changes, and a silent node is dropped", () => {
  const { start, after, stop } = cluster();
  const [one, two] = [start("one"), start("two")];
  one.presence.connected("s1", member("ana"));
  one.viewers.show("s1", { id: "ana", name: "Ana" }, TALK);
  after(500);
  expect(two.viewers.of(TALK)).toEqual([{ userId: "ana", name: "Ana", composing: null }]);
  expect(two.presence.isStaffed(PINE)).toBe(true);
  one.presence.set("ana", "away");
  after(500);
  expect([two.presence.of("ana")?.status, two.presence.isStaffed(PINE)]).toEqual(["away", false]);
  stop(one.peers);
  after(29_000);
  expect(two.isKnown("ana")).toBe(true);
  after(1000);
  expect([two.isKnown("ana"), two.viewers.of(TALK)]).toEqual([false, []]);
});

test("a node that stops is dropped at once", () => {
  const { start, after } = cluster();
  const [one, two] = [start("one"), start("two")];
  one.presence.connected("s1", member("ana"));
  after(500);
  one.peers.stop();
  expect(two.isKnown("ana")).toBe(false);
});

test("a change costs the other nodes a message about that change, however many people are connected", () => {
  const { start, after, sent } = cluster();
  const [one, two] = [start("one"), start("two")];
  for (let n = 0; n < 1000; n++) one.presence.connected(`s${n}`, member(`person ${n}`));
  after(500);
  sent.length = 0;
  one.presence.connected("s", member("ana"));
  one.presence.disconnected("s1", "person 1", true);
  one.viewers.show("s", { id: "ana", name: "Ana" }, TALK);
  after(500);
  expect(sent).toEqual([
    {
      ...{ node: "one", kind: "changes", n: expect.any(Number), gone: ["person 1"] },
      people: [expect.objectContaining({ userId: "ana" })],
      viewers: [[TALK, [expect.objectContaining({ name: "Ana" })]]],
    },
  ]);
  after(500);
  expect(sent).toHaveLength(1);
  expect([two.isKnown("ana"), two.isKnown("person 1"), two.isKnown("person 2")]).toEqual([true, false, true]);
});

test("a node that missed a message, or has just started, requests the full state and is equal again", () => {
  const { start, after, line } = cluster();
  const [one, two] = [start("one"), start("two")];
  one.presence.connected("s1", member("ana"));
  one.presence.connected("s2", member("ben"));
  after(500);
  line.loses = ({ node }) => node === "one";
  one.presence.disconnected("s1", "ana", true);
  after(500);
  line.loses = () => false;
  expect(two.isKnown("ana")).toBe(true);
  // Nothing changes any more, so the node's next "alive" reveals that a message was lost.
  after(10_000);
  after(500);
  expect([two.isKnown("ana"), two.isKnown("ben")]).toEqual([false, true]);
  const three = start("three");
  after(500);
  expect(three.isKnown("ben")).toBe(true);
});
