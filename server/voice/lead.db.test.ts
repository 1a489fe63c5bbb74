import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { leadByLease, type Resign } from "./lead";

const SOON = { timeout: 60_000, interval: 50 };

let world: TwoStores;
let leaders: string[];
let resign: Resign;
let nodes: Record<"first" | "second", ReturnType<typeof leadByLease>>;
beforeEach(async () => {
  world = await twoStores();
  leaders = [];
  nodes = { first: node("first"), second: node("second") };
});
afterEach(async () => {
  await nodes.first.stop();
  await nodes.second.stop();
});

const node = (name: string) =>
  leadByLease(world.system(), { name, lease: "voice:test" }, (given) => {
    leaders.push(name);
    resign = given;
    return { close: () => void leaders.splice(leaders.indexOf(name), 1) };
  });
const isLedBy = (name: string) => vi.waitFor(() => expect(leaders).toEqual([name]), SOON);

test("of two nodes one leads, and the other does when it stops", async () => {
  await nodes.first.start();
  await isLedBy("first");
  await nodes.second.start();
  await isLedBy("first");
  await nodes.first.stop();
  await isLedBy("second");
});

test("a node that resigns lets the other lead, and rests", async () => {
  await nodes.first.start();
  await isLedBy("first");
  resign(60_000);
  expect(leaders).toEqual([]);
  await nodes.second.start();
  await isLedBy("second");
});
