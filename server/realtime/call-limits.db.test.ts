import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { openVisitorSession } from "@/server/auth/visitor";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { freshDb } from "@/tests/db";
import { openGateway, type TestGateway } from "@/tests/gateway";
import { cookieOf, openTestApi, type TestApi } from "@/tests/test-api";

let handle: DbHandle;
let opened: TestGateway;
let api: TestApi;
let placeId: string;
const sockets: Socket[] = [];

beforeEach(async () => {
  ({ handle } = await freshDb());
  api = await openTestApi(handle);
  opened = await openGateway(handle);
  placeId = (await makePlace(handle.db)).id;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await opened.close();
  await api.close();
});

async function connected(namespace: string, options: Parameters<typeof io>[1]): Promise<Socket> {
  const socket = io(opened.url + namespace, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    ...options,
  });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => socket.on("connect", resolve).on("connect_error", reject));
  return socket;
}
async function staff(): Promise<Socket> {
  const { actor } = await makeUser(handle.db, { placeIds: [placeId] });
  return connected("/", { extraHeaders: { cookie: await cookieOf(actor), origin: opened.url } });
}
async function visitor(): Promise<Socket> {
  const ctx = createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() });
  const { id } = await saveConnection(ctx, { kind: "webchat", account: "shop", label: "Chat", config: {} });
  await makeEndpoint(handle.db, { placeId, channel: "webchat", connectionId: id, address: "pk_shop" });
  const { token } = await openVisitorSession(handle.db, { key: "pk_shop" });
  return connected("/widget", { auth: { token } });
}

/** Repeats a message until the server disconnects. @returns how many were handled, and how many were refused with a reason */
async function flood(
  socket: Socket,
  event: string,
  times: number,
): Promise<{ done: number; refused: number; left: boolean }> {
  const counted = { done: 0, refused: 0 };
  const gone = new Promise<void>((resolve) => socket.once("disconnect", () => resolve()));
  const answers = Array.from(
    { length: times },
    () =>
      new Promise<void>((resolve) => {
        socket.emit(event, (answer: { ok: boolean; error?: string }) => {
          if (answer.ok) counted.done++;
          else if (answer.error === "rate_limited") counted.refused++;
          resolve();
        });
      }),
  );
  await Promise.race([Promise.all(answers), gone]);
  return { ...counted, left: !socket.connected };
}

const kinds: [string, () => Promise<Socket>, string, number][] = [
  ["a colleague's", staff, "presence_list", 100],
  ["a visitor's", visitor, "hello", 40],
];

test.each(kinds)("%s socket that floods is refused with a reason, then disconnected", async (_, open, event, burst) => {
  const { done, refused, left } = await flood(await open(), event, 5000);
  expect(done).toBeLessThan(burst + 200);
  expect(refused).toBeGreaterThan(0);
  expect(left).toBe(true);
});

test.each(kinds)("%s socket that exceeds its limit once is served again afterwards", async (_, open, event, burst) => {
  const socket = await open();
  const { done, refused, left } = await flood(socket, event, burst + 60);
  expect(done).toBeGreaterThanOrEqual(Math.min(burst, 40));
  expect(done + refused).toBe(burst + 60);
  expect(left).toBe(false);
  await expect.poll(async () => (await flood(socket, event, 1)).done).toBe(1);
});

test("a flooding client does not keep others from being served", async () => {
  const [flooding, calm] = [await staff(), await staff()];
  const running = flood(flooding, "presence_list", 5000);
  expect(await flood(calm, "presence_list", 20)).toEqual({ done: 20, refused: 0, left: false });
  expect((await running).left).toBe(true);
});
