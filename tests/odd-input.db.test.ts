import { afterAll, beforeAll, expect, test } from "vitest";
import { appRouter } from "../server/trpc/root";
import { INPUTS } from "./authz-calls";
import { makeCase, makeWorld, type World } from "./authz-world";
import { freshDb } from "./db";
import { cookieOf, openTestApi, type TestApi } from "./test-api";

/** Text that the database refuses, and numbers that it cannot store, in every field of every procedure: never a 5xx. */
const ODD_TEXT = ["\0", "\ud800", `${"x".repeat(5000)}`, "", "1970-01-01T00:00:00.000Z"];
const ODD_NUMBERS = [-1, 1.5, 2_147_483_648, Number.MAX_SAFE_INTEGER, 1e300];
const ODD_SHAPES = [null, [], {}, "1", { $ne: null }, JSON.parse('{"__proto__":{"role":"admin"}}')];

let world: World;
let api: TestApi;
let cookie: string;
beforeAll(async () => {
  const { db, handle } = await freshDb();
  api = await openTestApi(handle);
  world = await makeWorld(db);
  cookie = await cookieOf(world.boss);
});
afterAll(() => api.close());

/** Every copy of an input in which one value is odd. */
function* odd(value: unknown): Generator<unknown> {
  yield* ODD_SHAPES;
  if (typeof value === "string") for (const text of ODD_TEXT) yield* [text, `${value}${text}`];
  if (typeof value === "number") yield* ODD_NUMBERS;
  if (typeof value !== "object" || value === null) return;
  for (const [name, held] of Object.entries(value)) {
    for (const bent of odd(held)) yield Array.isArray(value) ? [bent] : { ...value, [name]: bent };
  }
  if (!Array.isArray(value)) for (const text of ODD_TEXT) yield { ...value, [`odd${text}`]: 1 };
}

const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
test.each(Object.keys(procedures))("%s", async (name) => {
  const makeInput = INPUTS[name];
  const input = await makeInput?.(await makeCase(world, "admin", "own"), world);
  const optional =
    name === "conversations.list" ? { channel: "twilio-sms", cursor: "x", assigneeId: world.boss.id } : {};
  const isMutation = procedures[name]?._def.type === "mutation";
  for (const bent of odd(input === undefined ? "" : { ...(input as object), ...optional })) {
    const said = JSON.stringify(bent);
    const query = isMutation ? "" : `?input=${encodeURIComponent(said)}`;
    const { status } = await api.ask({
      method: isMutation ? "POST" : "GET",
      path: `/api/trpc/${name}${query}`,
      cookie,
      ...(isMutation ? { body: said } : {}),
    });
    expect(status, said.slice(0, 300)).toBeLessThan(500);
  }
});

test.each(["/api/auth/%E0%A4%A", "/inbox/%00", "/%", "/_next/static/%c0%af"])(
  "a path that is no text is refused: %s",
  async (path) => {
    expect((await api.ask({ path })).status).toBe(400);
  },
);
