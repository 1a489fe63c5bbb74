import { createHmac } from "node:crypto";
import net from "node:net";
import { SignJWT } from "jose";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { z } from "zod";
import { createCtx } from "@/server/domain/operate/create-ctx";
import type { Db, DbHandle } from "../db/client";
import { makePlace, makeUser } from "../db/factories";
import { forgetPeople, viewerFromCookie } from "../server/auth/viewer";
import type { PersonActor } from "../server/contract/team";
import { setDisabled } from "../server/domain/conversations/workload/set-disabled";
import { endSession } from "../server/domain/team/end-session";
import { setPassword } from "../server/domain/team/set-password";
import { env } from "../server/lib/env";
import { appRouter } from "../server/trpc/root";
import { freshDb } from "./db";
import { cookieOf, openTestApi, type TestApi } from "./test-api";

let db: Db;
let handle: DbHandle;
let api: TestApi;
let ana: PersonActor;
let boss: PersonActor;
let cookie: string;
const now = () => new Date();
const ME = "/api/trpc/team.me";

beforeAll(async () => {
  ({ db, handle } = await freshDb());
  api = await openTestApi(handle);
  const place = await makePlace(db);
  ana = (await makeUser(db, { placeIds: [place.id] })).actor;
  boss = (await makeUser(db, { role: "admin", scopeAll: true })).actor;
  cookie = await cookieOf(ana);
});
afterAll(() => api.close());

type Procedure = { _def: { type: string; inputs: z.ZodType[] } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);
const mutations = procedures.filter(([, procedure]) => procedure._def.type === "mutation").map(([path]) => path);

describe("mutations are accepted only from our own pages", () => {
  const hostile = ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost:1", null];
  test.each(mutations)("%s refuses five foreign or absent origins, and a call without the header", async (path) => {
    const post = { method: "POST", path: `/api/trpc/${path}`, cookie, body: "{}" };
    for (const origin of hostile) expect((await api.ask({ ...post, origin })).status).toBe(403);
    expect((await api.ask({ ...post, headers: { "x-storeline": "0" } })).status).toBe(403);
    expect((await api.ask({ ...post, path: `/api/trpc/${path}?batch=1`, origin: "null" })).status).toBe(403);
  });

  test("a mutation cannot be made by GET", async () => {
    for (const path of mutations) {
      expect((await api.ask({ path: `/api/trpc/${path}?input=%7B%7D`, cookie })).status).toBe(405);
    }
  });
});

describe("input must match the contract exactly", () => {
  const FORBIDDEN = ["role", "id", "userId2", "actor", "scope", "isAdmin", "tenantId", "createdAt", "sid", "db"];
  test.each(mutations)("%s refuses unknown keys and prototype payloads without a 5xx", async (path) => {
    const post = { method: "POST", path: `/api/trpc/${path}`, cookie: await cookieOf(boss) };
    for (const key of FORBIDDEN) {
      expect((await api.ask({ ...post, body: JSON.stringify({ [key]: "x" }) })).status).toBe(400);
    }
    const payloads = [
      '{"__proto__":{"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      "[]",
      '"x"',
      "1e999",
    ];
    for (const body of payloads) expect((await api.ask({ ...post, body })).status).toBe(400);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("every input of every procedure is strict", () => {
    for (const [path, procedure] of procedures) {
      for (const input of procedure._def.inputs) {
        const codes = input.safeParse({ smuggled: 1 }).error?.issues.map(({ code }) => code);
        expect(codes, path).toContain("unrecognized_keys");
      }
    }
  });

  test("malformed queries are refused too", async () => {
    for (const [path] of procedures) {
      for (const input of [
        '{"__proto__":{"a":1}}',
        "%00",
        "[".repeat(5000),
        '{"conversationId":["a"]}',
        "a".repeat(5000),
      ]) {
        const { status } = await api.ask({ path: `/api/trpc/${path}?input=${encodeURIComponent(input)}`, cookie });
        expect(status, `${path} ${input.slice(0, 20)}`).toBeLessThan(500);
      }
    }
  });
});

describe("only our own encrypted cookie authenticates", () => {
  const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = () => ({ sid: ana.sid, exp: Math.floor(Date.now() / 1000) + 600 });
  const hs = (header: object) => {
    const text = `${b64(header)}.${b64(claims())}`;
    return `${text}.${createHmac("sha256", env().SECRET).update(text).digest("base64url")}`;
  };
  const vectors: [string, () => Promise<string> | string][] = [
    ["alg none", () => `${b64({ alg: "none" })}.${b64(claims())}.`],
    ["alg None", () => `${b64({ alg: "None" })}.${b64(claims())}.`],
    ["signed with HS256 and the right secret", () => hs({ alg: "HS256", typ: "JWT" })],
    ["RS256 claimed over an HMAC", () => hs({ alg: "RS256" })],
    ["a key id that is a path", () => hs({ alg: "HS256", kid: "../../dev/null" })],
    ["a key URL", () => hs({ alg: "HS256", jku: "http://127.0.0.1:9/keys" })],
    [
      "signed by a library",
      () => new SignJWT(claims()).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(env().SECRET)),
    ],
    ["expired", () => encode({ token: { sid: ana.sid }, secret: env().SECRET, maxAge: -60 })],
    ["another secret", () => encode({ token: { sid: ana.sid }, secret: "not the secret of this installation!" })],
    ["another salt", () => encode({ token: { sid: ana.sid }, secret: env().SECRET, salt: "widget" })],
    ["no session", () => encode({ token: { sub: ana.id, role: "admin" }, secret: env().SECRET })],
    ["a session that is not an id", () => encode({ token: { sid: "' or 1=1" }, secret: env().SECRET })],
    ["a session that never was", () => encode({ token: { sid: ana.id }, secret: env().SECRET })],
  ];
  test.each(vectors)("%s is 401", async (_name, make) => {
    const token = await make();
    for (const name of ["next-auth.session-token", "__Secure-next-auth.session-token", "next-auth.session-token.0"]) {
      expect((await api.ask({ path: ME, cookie: `${name}=${token}` })).status).toBe(401);
    }
  });

  test("a valid cookie authenticates, also when split and under its secure name", async () => {
    const value = cookie.slice(cookie.indexOf("=") + 1);
    const half = Math.ceil(value.length / 2);
    const name = "__Secure-next-auth.session-token";
    const pieces = `other=1; ${name}.1=${value.slice(half)}; ${name}.0=${value.slice(0, half)}`;
    for (const header of [cookie, `${name}=${value}`, pieces]) {
      expect((await api.ask({ path: ME, cookie: header })).status).toBe(200);
    }
    expect(await viewerFromCookie(`${name}.1=${value.slice(half)}`)).toBeNull();
  });

  test("five hundred malformed headers are 401 or 4xx, never a 5xx", async () => {
    const alphabet = "=;,. %\"'\\{}[]<>aZ09é\t";
    let seed = 7;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    for (let i = 0; i < 500; i++) {
      const junk = Array.from({ length: random(60) }, () => alphabet[random(alphabet.length)]).join("");
      const header = i % 3 === 0 ? junk : `next-auth.session-token=${junk}`;
      const latin = Buffer.from(header, "utf8").toString("latin1").trim() || "x";
      const { status } = await api.ask({ path: ME, cookie: latin, headers: { authorization: latin } });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });
});

describe("an ended session is refused within two seconds", () => {
  const ways: [string, (who: PersonActor) => Promise<unknown>][] = [
    ["signing out", ({ sid }) => endSession(createCtx({ db, now, actor: boss }), { sid })],
    [
      "a new password",
      ({ id }) => setPassword(createCtx({ db, now, actor: boss }), { userId: id, next: "something new here" }),
    ],
    ["disabling", ({ id }) => setDisabled(createCtx({ db, now, actor: boss }), { userId: id, disabled: true })],
  ];
  test.each(ways)("%s", async (_name, end) => {
    const { actor } = await makeUser(db);
    const theirs = await cookieOf(actor);
    const status = async () => (await api.ask({ path: ME, cookie: theirs })).status;
    expect(await status()).toBe(200);
    await end(actor);
    // Moves the clock of the session cache by two seconds.
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + 2000);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await status()).toBe(401);
  });

  test("and at once where the change is received", async () => {
    const { actor } = await makeUser(db);
    const theirs = await cookieOf(actor);
    expect((await api.ask({ path: ME, cookie: theirs })).status).toBe(200);
    await setDisabled(createCtx({ db, now, actor: boss }), { userId: actor.id, disabled: true });
    forgetPeople();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await api.ask({ path: ME, cookie: theirs })).status).toBe(401);
  });
});

describe("the endpoints themselves", () => {
  /** Sends raw bytes, for requests that no client library would send. */
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      const { port, hostname } = new URL(api.url);
      let said = "";
      const socket = net.connect(Number(port), hostname, () => socket.end(text));
      socket.on("data", (chunk) => {
        said += chunk;
      });
      socket.on("close", () => resolve(said));
      socket.on("error", () => resolve(said));
    });

  test("absolute addresses, double slashes and missing hosts are 400", async () => {
    for (const target of ["http://evil.example/livez", "//evil.example/", "/a\\b"]) {
      expect(await raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toContain(" 400 ");
    }
    expect(await raw("GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n")).toContain(" 400 ");
  });

  test("compressed bodies are 415 everywhere, before a byte is read", async () => {
    for (const path of [
      "/api/trpc/team.me",
      "/api/ingest",
      "/api/webhooks/twilio-sms",
      "/login",
      "/api/widget/session",
    ]) {
      for (const encoding of ["br", "gzip", "BR", "gzip, br", "identity, br"]) {
        const asked = { method: "POST", path, headers: { "content-encoding": encoding }, body: "{}" };
        expect((await api.ask(asked)).status, path).toBe(415);
      }
    }
  });

  test("no image optimizer, no posting to pages, no other methods", async () => {
    expect((await api.ask({ path: "/_next/image?url=%2Fx.png&w=64&q=75" })).status).toBe(404);
    const action = { method: "POST", path: "/inbox", headers: { "next-action": "x" }, body: "[]" };
    expect((await api.ask(action)).status).toBe(405);
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) {
      expect((await api.ask({ method, path: "/api/trpc/team.me" })).status).toBe(405);
    }
  });

  test("pages have our own nonce, whatever the client sends", async () => {
    const injected = { "content-security-policy": "script-src 'nonce-mine'", "x-nonce": "mine" };
    const { headers } = await api.ask({ path: "/login", headers: injected });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}' 'wasm-unsafe-eval'/);
    expect(policy).not.toContain("mine");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    const embedded = String((await api.ask({ path: "/widget/frame.html" })).headers["content-security-policy"]);
    expect(embedded).toContain("frame-ancestors *");
    expect(embedded).not.toContain("wasm-unsafe-eval");
  });

  test("/metrics is only for this machine, and not for clients of a proxy on it", async () => {
    const open = await api.ask({ path: "/metrics" });
    expect(open.status).toBe(200);
    for (const name of [
      "ingest_lag_seconds",
      "outbox_depth",
      "outbox_oldest_seconds",
      "event_loop_p99",
      "authz_denied_total",
    ]) {
      expect(open.body).toContain(name);
    }
    expect((await api.ask({ path: "/metrics", headers: { "x-forwarded-for": "127.0.0.1" } })).status).toBe(404);
  });

  test("/livez and /readyz answer", async () => {
    expect((await api.ask({ path: "/livez" })).status).toBe(200);
    expect(JSON.parse((await api.ask({ path: "/readyz" })).body)).toMatchObject({ ok: true, database: true });
  });
});
