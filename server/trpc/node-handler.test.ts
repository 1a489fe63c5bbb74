import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { KEPT_ALIVE } from "@/tests/kept-alive";
import { MAX_BATCH, MAX_BODY_BYTES } from "./batch-limits";
import type { TrpcContext } from "./create-context";
import { handleTrpc } from "./node-handler";
import { admin, router, staff } from "./procedures";

const person = {
  kind: "person",
  id: "1",
  name: "Ana",
  role: "associate",
  sid: "s",
  scope: { all: true, placeIds: [] },
};
const createContext = async (): Promise<TrpcContext> => ({
  ...createCtx({ db: {} as TrpcContext["db"], actor: null as never, now: () => new Date(0) }),
  actor: person as unknown as PersonActor,
});
let aborted = 0;
let begun = () => {};
const sample = router({
  plain: staff.query(() => ({ text: "ä\u2028<b>", list: [1, null], nothing: undefined })),
  nothing: staff.query(() => undefined),
  echo: staff.input(z.strictObject({ n: z.number().int() })).query(({ input }) => input),
  refused: staff.query(() => {
    throw new DomainError("taken", "claimedFirst", { by: "Ben" });
  }),
  broken: staff.query(() => {
    throw new Error("select secret from table");
  }),
  secret: admin.query(() => 1),
  write: staff.input(z.strictObject({ n: z.number() })).mutation(({ input }) => input.n + 1),
  inner: router({ deep: staff.query(({ ctx }) => ctx.actor.name) }),
  slow: staff.query(async ({ signal }) => {
    begun();
    await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
    aborted++;
  }),
});

type Handler = (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void>;
const ours: Handler = (req, res, path) => handleTrpc(req, res, path, { router: sample, createContext });
const stock: Handler = (req, res, path) =>
  nodeHTTPRequestHandler({
    router: sample,
    req,
    res,
    path,
    createContext,
    maxBodySize: MAX_BODY_BYTES,
    maxBatchSize: MAX_BATCH,
  });

const servers: Server[] = [];
async function listen(handler: Handler): Promise<number> {
  const server = createServer(KEPT_ALIVE, (req, res) => {
    const { pathname } = new URL(req.url ?? "/", "http://x");
    void handler(req, res, pathname.slice("/api/trpc/".length));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
let ports: [number, number];
beforeAll(async () => {
  ports = [await listen(ours), await listen(stock)];
});
afterAll(() => {
  for (const server of servers) server.close();
});

type Ask = { method?: string; path: string; body?: string | undefined; type?: string | undefined };
function ask(port: number, { method = "GET", path, body, type = "application/json" }: Ask) {
  return new Promise<{ status: number | undefined; type: string | undefined; body: string }>((resolve, reject) => {
    const headers = method === "GET" ? {} : { "content-type": type };
    const req = request({ port, method, path: `/api/trpc/${path}`, headers }, (res) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk) => chunks.push(chunk));
      res.on("end", () =>
        resolve({ status: res.statusCode, type: res.headers["content-type"], body: Buffer.concat(chunks).toString() }),
      );
    });
    req.on("error", reject);
    req.end(body);
  });
}

const input = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
const CASES: Record<string, Ask> = {
  "a plain query": { path: "plain" },
  "a query that answers nothing": { path: "nothing" },
  "a nested query": { path: "inner.deep" },
  "a query with input": { path: `echo?input=${input({ n: 3 })}` },
  "wrong input": { path: `echo?input=${input({ n: "x" })}` },
  "unknown keys": { path: `echo?input=${input({ n: 3, role: "admin" })}` },
  "missing input": { path: "echo" },
  "input that is not JSON": { path: "echo?input=%7Bnope" },
  "a broken escape in the input": { path: "echo?input=%E0%A4%A" },
  "a refusal of the domain": { path: "refused" },
  "an unexpected error": { path: "broken" },
  "a role that may not": { path: "secret" },
  "an unknown procedure": { path: "absent" },
  "a router instead of a procedure": { path: "inner" },
  "a name from Object": { path: "constructor" },
  "a name from the prototype": { path: "__proto__" },
  "a path that cannot be decoded": { path: "%E0%A4%A" },
  "a batch": { path: `plain,echo?batch=1&input=${input({ 1: { n: 4 } })}` },
  "a batch of one": { path: `echo?batch=1&input=${input({ 0: { n: 4 } })}` },
  "a batch with failures": { path: `plain,refused,absent,echo?batch=1&input=${input({ 3: { n: "x" } })}` },
  "a batch of failures alike": { path: "refused,refused?batch=1" },
  "a batch whose input is an array": { path: `echo?batch=1&input=${input([{ n: 1 }])}` },
  "a batch whose input is a number": { path: "echo?batch=1&input=3" },
  "a batch that is too long": { path: `${Array(MAX_BATCH + 1).fill("plain")}?batch=1` },
  "an encoded batch path": { path: "plain%2Cplain?batch=1" },
  "queries and mutations together": { path: `plain,write?batch=1&input=${input({ 1: { n: 1 } })}` },
  "a mutation": { method: "POST", path: "write", body: '{"n":1}' },
  "a batch of mutations": { method: "POST", path: "write,write?batch=1", body: '{"0":{"n":1},"1":{"n":2}}' },
  "a mutation without a body": { method: "POST", path: "write" },
  "a mutation with null": { method: "POST", path: "write", body: "null" },
  "a mutation that is not JSON": { method: "POST", path: "write", body: "{n:1}" },
  "a mutation with prototype keys": { method: "POST", path: "write", body: '{"n":1,"__proto__":{"admin":true}}' },
  "a mutation by GET": { path: `write?input=${input({ n: 1 })}` },
  "a query by POST": { method: "POST", path: "plain", body: "{}" },
  "a form": { method: "POST", path: "write", body: "n=1", type: "application/x-www-form-urlencoded" },
  "JSON with a charset": { method: "POST", path: "write", body: '{"n":1}', type: "Application/JSON; charset=utf-8" },
};

describe("responses equal those of the stock adapter byte for byte", () => {
  test.each(Object.entries(CASES))("%s", async (_name, asked) => {
    const [lean, reference] = await Promise.all([ask(ports[0], asked), ask(ports[1], asked)]);
    expect({ status: lean.status, body: lean.body }).toEqual({ status: reference.status, body: reference.body });
    expect(lean.type).toBe("application/json"); // the stock adapter calls some refusals plain text
  });
});

test("an unexpected error exposes nothing", async () => {
  const { status, body } = await ask(ports[0], CASES["an unexpected error"] as Ask);
  expect(status).toBe(500);
  expect(body).not.toContain("secret");
  expect(body).not.toContain("stack");
});

test("a domain refusal is sent as data", async () => {
  const { status, body } = await ask(ports[0], { path: "refused" });
  expect(status).toBe(409);
  expect(JSON.parse(body).error.data.domain).toEqual({
    code: "taken",
    reason: "claimedFirst",
    message: "Ben has already claimed it.",
    details: { by: "Ben" },
  });
});

test("a body over the limit is 413, a compressed one 415", async () => {
  const big = JSON.stringify({ n: 1, pad: "x".repeat(MAX_BODY_BYTES) });
  expect((await ask(ports[0], { method: "POST", path: "write", body: big })).status).toBe(413);
  const squeezed = await fetch(`http://127.0.0.1:${ports[0]}/api/trpc/write`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": "br" },
    body: "xx",
  });
  expect(squeezed.status).toBe(415);
});

test("a procedure is aborted when its caller disconnects", async () => {
  const gone = new AbortController();
  const atWork = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const asked = fetch(`http://127.0.0.1:${ports[0]}/api/trpc/slow`, { signal: gone.signal }).catch(() => "gone");
  await atWork;
  gone.abort();
  expect(await asked).toBe("gone");
  await expect.poll(() => aborted, { timeout: 10_000 }).toBe(1);
});
