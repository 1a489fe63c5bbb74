import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Server } from "socket.io";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { allChannels } from "../server/channels/directory";
import { mintLegToken } from "../server/lib/leg-token";
import { Gateway } from "../server/realtime/gateway";
import { appRouter } from "../server/trpc/root";
import { INPUTS, ROUTES } from "./authz-calls";
import { CALLER_EVENTS, type Client, connect, listenedTo, ROWS, STAFF_EVENTS, WIDGET_EVENTS } from "./authz-sockets";
import { type Case, CELLS, countEvents, makeCase, makeWorld, type Principal, type World } from "./authz-world";
import { freshDb } from "./db";
import { cookieOf, openTestApi, type TestApi } from "./test-api";

/**
 * Every procedure, route and socket event × caller × own or other data, compared with the checked-in table. A new procedure,
 * route, channel, namespace or socket event fails without a cell, and so does any cell that changes. After reviewing each
 * difference, write the table with `UPDATE_AUTHZ=1 npx vitest run tests/authz.db.test.ts`.
 */
const FILE = path.join(import.meta.dirname, "authz-matrix.json");
const table = JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Record<string, string>>;
const isUpdating = process.env.UPDATE_AUTHZ === "1";
const seen: typeof table = {};

let world: World;
let api: TestApi;
let gateway: Gateway;
const cookies = new Map<Principal, string>();
type Procedure = { _def: { type: string } };
const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;

beforeAll(async () => {
  const { db, handle } = await freshDb();
  api = await openTestApi(handle);
  world = await makeWorld(db);
  for (const [principal, actor] of world.people) cookies.set(principal, await cookieOf(actor));
  const ctx = createCtx({ db, actor: { kind: "system" as const, id: null, name: "test" }, now: () => new Date() });
  gateway = new Gateway(api.server, { ctx, publicUrl: api.url, position: () => null });
});
afterAll(async () => {
  await gateway.close();
  await api.close();
  if (isUpdating) writeFileSync(FILE, `${JSON.stringify(seen, null, 2)}\n`);
});

/** The credentials of a principal: the session of people, the token of a visitor, each also in the other's place. */
function credentials(principal: Principal, at: Case) {
  const token = at.visitor?.token ?? cookies.get(principal)?.split("=", 2)[1] ?? "";
  const cookie = at.visitor ? `next-auth.session-token=${token}` : (cookies.get(principal) ?? "");
  return { token, cookie, headers: { cookie, ...(token ? { authorization: `Bearer ${token}` } : {}) } };
}

/** Cases that nothing has happened to: most calls are refused, and making a case takes longer than a call. */
const untouched = new Map<string, Case>();

async function row(name: string, outcome: (principal: Principal, at: Case) => Promise<string>): Promise<void> {
  const cells: Record<string, string> = {};
  for (const { principal, where } of CELLS) {
    const cell = `${principal}/${where}`;
    const at = untouched.get(cell) ?? (await makeCase(world, principal, where));
    untouched.delete(cell);
    const before = await countEvents(world.db);
    cells[cell] = await outcome(principal, at);
    if (/^4/.test(cells[cell]) && (await countEvents(world.db)) === before) untouched.set(cell, at);
  }
  seen[name] = cells;
  if (!isUpdating) expect(cells, `${name}: see the head of this file`).toEqual(table[name]);
}

/** A refused call writes no event. */
async function unchanged(run: () => Promise<string>): Promise<string> {
  const before = await countEvents(world.db);
  const outcome = await run();
  if (/^4/.test(outcome)) expect(await countEvents(world.db)).toBe(before);
  return outcome;
}

describe("procedures", () => {
  test.each(Object.keys(procedures))("%s", async (name) => {
    const makeInput = INPUTS[name];
    if (!makeInput) throw new Error(`${name} has no input in tests/authz-calls.ts`);
    await row(name, async (principal, at) => {
      const input = JSON.stringify(await makeInput(at, world));
      return unchanged(() => call(name, principal, at, input));
    });
  });
});

async function call(name: string, principal: Principal, at: Case, input: string | undefined): Promise<string> {
  const isMutation = procedures[name]?._def.type === "mutation";
  const query = isMutation || input === undefined ? "" : `?input=${encodeURIComponent(input)}`;
  const { status, body } = await api.ask({
    method: isMutation ? "POST" : "GET",
    path: `/api/trpc/${name}${query}`,
    headers: credentials(principal, at).headers,
    ...(isMutation ? { body: input ?? "" } : {}),
  });
  const said = JSON.parse(body);
  if (status !== 200) return `${status} ${said.error.data.domain?.code ?? said.error.data.code}`;
  if (name === "calls.list") return `200 ${body.includes('"kind":"call"') ? "seen" : "unseen"}`;
  if (name === "conversations.list") return `200 ${body.includes(at.conversationId) ? "seen" : "unseen"}`;
  const outcome = said.result.data?.results?.[0]?.outcome;
  return outcome ? `200 ${outcome}` : "200";
}

const webhooks = (caller: "provider" | "visitor") =>
  allChannels().flatMap(({ kind, calledBy }) => (calledBy === caller ? [`/api/webhooks/${kind}`] : []));
/** The webhook route counts once per channel. Nobody here is a provider, so every call to a provider's webhook is refused. */
const routeNames = Object.keys(ROUTES).flatMap((name) => (name === "/api/webhooks/" ? webhooks("visitor") : [name]));

describe("routes", () => {
  test.each(routeNames)("%s", async (name) => {
    const makeCall = ROUTES[name];
    if (!makeCall) throw new Error(`${name} has no request in tests/authz-calls.ts`);
    await row(name, async (principal, at) => {
      const { also, ...asked } = await makeCall(at);
      return unchanged(async () => {
        const { status, body } = await api.ask({ ...asked, headers: credentials(principal, at).headers });
        return also && status === 200 ? `${status} ${also(body)}` : String(status);
      });
    });
  });
});

describe("providers' webhooks", () => {
  test.each(webhooks("provider"))("%s", (path) =>
    row("/api/webhooks/", (principal, at) =>
      unchanged(async () => {
        const { headers } = credentials(principal, at);
        return String((await api.ask({ method: "POST", path, body: "{}", headers })).status);
      }),
    ),
  );
});

async function say(
  namespace: string,
  principal: Principal,
  at: Case,
  act: (client: Client) => Promise<string>,
): Promise<string> {
  const client = await connect(api.url, namespace, credentials(principal, at));
  if (typeof client === "string") return `refused: ${client}`;
  return act(client).finally(() => client.close());
}

describe("socket events", () => {
  let staff: Client;
  beforeAll(async () => {
    const client = await connect(api.url, "/", { cookie: await cookieOf(world.boss), token: "" });
    if (typeof client === "string") throw new Error(client);
    staff = client;
  });
  afterAll(() => staff.close());

  test.each(Object.entries(STAFF_EVENTS))("of the staff: %s", async (name, act) => {
    await row(`socket ${name}`, (principal, at) => say("/", principal, at, (client) => act(client, at)));
  });

  test.each(Object.entries(WIDGET_EVENTS))("of the widget: %s", async (name, act) => {
    await row(`widget ${name}`, (principal, at) => say("/widget", principal, at, (client) => act(client, at, staff)));
  });

  test.each(Object.keys(CALLER_EVENTS))("of a customer on a call: %s", async (name) => {
    await row(`caller ${name}`, (principal, at) => say("/call", principal, at, async () => "let in"));
  });

  test("every event that a client can send has a row, and a new one is detected", async () => {
    const { io: server } = gateway as unknown as { io: Server };
    const at = await makeCase(world, "visitor", "own");
    const token = await mintLegToken({ callId: uuidv7(), legId: uuidv7() });
    const caller = await connect(api.url, "/call", { cookie: "", token });
    const outcome = await say("/widget", "visitor", at, async () => {
      expect(listenedTo(server)).toEqual([...ROWS].sort());
      for (const socket of server.of("/widget").sockets.values()) socket.on("planted", () => {});
      expect(listenedTo(server)).toEqual([...ROWS, "widget planted"].sort());
      return "looked";
    });
    if (typeof caller !== "string") caller.close();
    expect(outcome).toBe("looked");
  });
});

test("the table names nothing that no longer exists", () => {
  const known = [...Object.keys(procedures), ...routeNames, "/api/webhooks/", ...ROWS];
  if (!isUpdating) expect(Object.keys(table).sort()).toEqual(known.sort());
});
