import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StaffClientEvents, StaffServerEvents } from "../server/contract/sockets";
import { DOORS } from "../server/http/routes";
import { Gateway } from "../server/realtime/gateway";
import { appRouter } from "../server/trpc/root";
import { INPUTS, ROUTES } from "./authz-calls";
import { type Case, countEvents, makeCase, makeWorld, PLACES, PRINCIPALS, type Where, type World } from "./authz-world";
import { freshDb } from "./db";
import { cookieOf, type Doors, openDoors } from "./doors";

/**
 * Everything anybody can call × who calls × whose place it is about, against the checked-in table. A new procedure, door or
 * socket event has no cell and fails; so does any cell that changes. After looking at each difference, write the table with
 * `UPDATE_AUTHZ=1 npx vitest run tests/authz.db.test.ts`.
 */
const FILE = path.join(import.meta.dirname, "authz-matrix.json");
const table = JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Record<string, string>>;
const isUpdating = process.env.UPDATE_AUTHZ === "1";
const seen: typeof table = {};

let world: World;
let doors: Doors;
let gateway: Gateway;
const cookies = new Map<string, string>();
type Procedure = { _def: { type: string } };
const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;

beforeAll(async () => {
  const { db, handle } = await freshDb();
  doors = await openDoors(handle);
  world = await makeWorld(db);
  for (const [principal, actor] of world.people) cookies.set(principal, await cookieOf(actor));
  const ctx = { db, actor: { kind: "system" as const, id: null, name: "test" }, now: () => new Date() };
  gateway = new Gateway(doors.server, { ctx, publicUrl: doors.url, position: () => null });
});
afterAll(async () => {
  await gateway.close();
  await doors.close();
  if (isUpdating) writeFileSync(FILE, `${JSON.stringify(seen, null, 2)}\n`);
});

async function row(name: string, outcome: (principal: string, where: Where) => Promise<string>): Promise<void> {
  const cells: Record<string, string> = {};
  for (const principal of PRINCIPALS) {
    for (const where of PLACES) cells[`${principal}/${where}`] = await outcome(principal, where);
  }
  seen[name] = cells;
  if (!isUpdating) expect(cells, `${name}: see the head of this file`).toEqual(table[name]);
}

/** Who is told nothing changed nothing: no refused call leaves an event. */
async function unchanged(run: () => Promise<string>): Promise<string> {
  const before = await countEvents(world.db);
  const outcome = await run();
  if (/^(401|403|404)/.test(outcome)) expect(await countEvents(world.db)).toBe(before);
  return outcome;
}

describe("procedures", () => {
  test.each(Object.keys(procedures))("%s", async (name) => {
    const makeInput = INPUTS[name];
    if (!makeInput) throw new Error(`${name} has no input in tests/authz-calls.ts`);
    await row(name, async (principal, where) => {
      const at = await makeCase(world, where);
      const input = JSON.stringify(await makeInput(at, world));
      return unchanged(() => call(name, principal, at, input));
    });
  });
});

async function call(name: string, principal: string, at: Case, input: string | undefined): Promise<string> {
  const isMutation = procedures[name]?._def.type === "mutation";
  const query = isMutation || input === undefined ? "" : `?input=${encodeURIComponent(input)}`;
  const { status, body } = await doors.ask({
    method: isMutation ? "POST" : "GET",
    path: `/api/trpc/${name}${query}`,
    cookie: cookies.get(principal),
    ...(isMutation ? { body: input ?? "" } : {}),
  });
  const said = JSON.parse(body);
  if (status !== 200) return `${status} ${said.error.data.domain?.code ?? said.error.data.code}`;
  if (name === "conversations.list") return `200 ${body.includes(at.conversationId) ? "seen" : "unseen"}`;
  const outcome = said.result.data?.results?.[0]?.outcome;
  return outcome ? `200 ${outcome}` : "200";
}

describe("doors", () => {
  test.each(Object.keys(DOORS))("%s", async (name) => {
    const makeCall = ROUTES[name];
    if (!makeCall) throw new Error(`${name} has no request in tests/authz-calls.ts`);
    await row(name, async (principal, where) => {
      const asked = await makeCall(await makeCase(world, where));
      return unchanged(async () => String((await doors.ask({ ...asked, cookie: cookies.get(principal) })).status));
    });
  });
});

type Client = Socket<StaffServerEvents, StaffClientEvents>;
const ANSWER_MS = 2000;
const said = (answer: { ok: boolean; error?: string }): string => (answer.ok ? "ok" : (answer.error ?? "refused"));

const EVENTS: Record<keyof StaffClientEvents, (client: Client, at: Case) => Promise<string>> = {
  watch: async (client, { conversationId }) =>
    said(await client.timeout(ANSWER_MS).emitWithAck("watch", { conversationId, skuIds: [], board: false })),
  composing: async (client, { conversationId }) => {
    await client.timeout(ANSWER_MS).emitWithAck("watch", { conversationId, skuIds: [], board: false });
    const heard = new Promise<string>((resolve) => {
      const timer = setTimeout(() => resolve("silent"), 1200);
      client.on("viewers", ({ viewers }) => {
        if (!viewers.some((viewer) => viewer.composing === "note")) return;
        clearTimeout(timer);
        resolve("told");
      });
    });
    client.emit("composing", { conversationId, mode: "note" });
    return heard;
  },
  presence: async (client) => said(await client.timeout(ANSWER_MS).emitWithAck("presence", { status: "available" })),
  presence_list: async (client) => said(await client.timeout(ANSWER_MS).emitWithAck("presence_list")),
};

describe("socket events", () => {
  test.each(Object.entries(EVENTS))("%s", async (name, act) => {
    await row(`socket ${name}`, async (principal, where) => {
      const at = await makeCase(world, where);
      const client: Client = io(doors.url, {
        transports: ["websocket"],
        extraHeaders: { cookie: cookies.get(principal) ?? "", origin: doors.url },
        forceNew: true,
        reconnection: false,
      });
      const isIn = await new Promise<boolean>((resolve) => {
        client.on("connect", () => resolve(true));
        client.on("connect_error", () => resolve(false));
      });
      const outcome = isIn ? await act(client, at) : "refused at the door";
      client.close();
      return outcome;
    });
  });
});

test("the table names nothing that no longer exists", () => {
  const known = [...Object.keys(procedures), ...Object.keys(DOORS), ...Object.keys(EVENTS).map((e) => `socket ${e}`)];
  if (!isUpdating) expect(Object.keys(table).sort()).toEqual(known.sort());
});
