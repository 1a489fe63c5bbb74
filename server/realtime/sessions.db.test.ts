import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Db } from "@/db/client";
import { makeConversation, makePlace, makeUser, SYSTEM } from "@/db/factories";
import type { StaffClientEvents, StaffServerEvents } from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import { setDisabled } from "@/server/domain/conversations/workload/set-disabled";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { endSession } from "@/server/domain/team/end-session";
import { savePerson } from "@/server/domain/team/save-person";
import { setPassword } from "@/server/domain/team/set-password";
import { type Relay, startRelay } from "@/server/outbox/relay";
import { freshDb } from "@/tests/db";
import { cookieOf, openTestApi, type TestApi } from "@/tests/test-api";
import { Gateway } from "./gateway";

type Client = Socket<StaffServerEvents, StaffClientEvents>;
let db: Db;
let api: TestApi;
let gateway: Gateway;
let relay: Relay;
let admin: PersonActor;
const clients: Client[] = [];
const as = <A extends PersonActor | typeof SYSTEM>(actor: A) => createCtx({ db, actor, now: () => new Date() });

beforeEach(async () => {
  const { handle } = await freshDb();
  db = handle.db;
  api = await openTestApi(handle);
  // No round of renewals comes within the time of a test, so only the event can end a session.
  const options = { ctx: as(SYSTEM), publicUrl: api.url, position: () => null, renewalPartMs: 600_000 };
  gateway = new Gateway(api.server, options);
  relay = await startRelay({
    handle,
    pollMs: 50,
    onEvents: (batch, cursor) => gateway.onEvents(batch, cursor),
    moveJobs: async () => 0,
  });
  admin = (await makeUser(db, { role: "admin", scopeAll: true })).actor;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await relay.stop();
  await gateway.close();
  await api.close();
});

async function connect(cookie: string): Promise<Client> {
  const extraHeaders = { cookie, origin: api.url };
  const client: Client = io(api.url, { transports: ["websocket"], extraHeaders, forceNew: true });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.on("connect", resolve);
    client.on("connect_error", reject);
  });
  return client;
}
const subscribe = (client: Client, conversationId: string | null, board = false) =>
  client.timeout(60_000).emitWithAck("subscribe", { conversationId, skuIds: [], board });
const status = async (cookie: string) => (await api.ask({ path: "/api/trpc/team.me", cookie })).status;

test.each([
  ["signing out", (who: PersonActor) => endSession(as(SYSTEM), { sid: who.sid })],
  ["disabling", (who: PersonActor) => setDisabled(as(admin), { userId: who.id, disabled: true })],
  ["a new password", (who: PersonActor) => setPassword(as(admin), { userId: who.id, next: "another password" })],
])("%s ends socket and calls as soon as its event is read from the log", async (_name, end) => {
  const { id } = await makePlace(db);
  const who = (await makeUser(db, { placeIds: [id] })).actor;
  const cookie = await cookieOf(who);
  const client = await connect(cookie);
  const gone = vi.fn();
  client.on("disconnect", gone);
  expect(await status(cookie)).toBe(200);
  await end(who);
  await vi.waitFor(() => expect(gone).toHaveBeenCalled(), 60_000);
  expect(await status(cookie)).toBe(401);
});

test("a person who loses a place must reconnect, and is unsubscribed from what they may not read", async () => {
  const [here, there] = [await makePlace(db), await makePlace(db)];
  const { user, actor } = await makeUser(db, { role: "supervisor", placeIds: [here.id] });
  const conversation = await makeConversation(db, { placeId: here.id });
  const cookie = await cookieOf(actor);
  const client = await connect(cookie);
  expect(await subscribe(client, conversation.id, true)).toMatchObject({ ok: true });
  // The person has just made a request, so their session is cached.
  expect(await status(cookie)).toBe(200);
  const again = new Promise<void>((resolve) => client.io.once("reconnect", () => resolve()));
  await savePerson(as(admin), {
    userId: user.id,
    email: user.email,
    name: user.name,
    role: "supervisor",
    scopeAll: false,
    placeIds: [there.id],
    regions: [],
  });
  await again;
  expect(await subscribe(client, conversation.id)).toEqual({ ok: false, error: "not_found" });
});
