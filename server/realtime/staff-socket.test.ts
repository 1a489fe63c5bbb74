import { beforeEach, expect, type Mock, test, vi } from "vitest";
import { DomainError } from "@/server/contract/errors";
import type { Subscription } from "@/server/contract/sockets";
import type { Presence } from "./presence";
import { NO_SUBSCRIPTION, type StaffSocket } from "./staff";
import { followChosen, type StaffPorts, serveStaff } from "./staff-socket";
import type { Viewers } from "./viewers";

const ids = ["019d0000-0000-7000-8000-000000000001", "019d0000-0000-7000-8000-000000000002"] as const;
type Handler = (input: Subscription, ack: (answer: unknown) => void) => void;
let socket: StaffSocket;
let say: (input: Partial<Subscription>) => Promise<unknown>;
/** The domain answers when this resolves. */
let gate: Promise<void>;
let mayView: boolean;
let load: Mock<StaffPorts["load"]>;

beforeEach(() => {
  gate = Promise.resolve();
  mayView = true;
  load = vi.fn(async (_actor, id) => {
    await gate;
    if (!mayView) throw new DomainError("not_found");
    return { id, customerId: `customer of ${id}` };
  });
  const handlers = new Map<string, Handler>();
  socket = {
    id: "s",
    connected: true,
    data: { actor: { id: "u", name: "Ana", role: "associate" }, isMasked: false, subscription: NO_SUBSCRIPTION },
    use: vi.fn(),
    on: (name: string, handler: Handler) => handlers.set(name, handler),
    join: vi.fn(),
    leave: vi.fn(),
  } as unknown as StaffSocket;
  const presence = { connected: vi.fn(), disconnected: vi.fn() } as unknown as Presence;
  const viewers = { show: vi.fn(), of: () => [] } as unknown as Viewers;
  serveStaff(socket, { load, presence, viewers, staffComposing: vi.fn(), statusChosen: vi.fn() });
  say = (input) =>
    new Promise((resolve) =>
      handlers.get("subscribe")?.(
        { conversationId: null, skuIds: [], board: false, allPresence: false, ...input },
        resolve,
      ),
    );
});

/** The subscription while the domain is still checking access. */
async function meanwhile(input: Partial<Subscription>) {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const before = load.mock.calls.length;
  const answered = say(input);
  await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(before + 1), 60_000);
  const subscribed = socket.data.subscription;
  resolve();
  return { subscribed, answer: await answered };
}

test("a subscription to one more SKU keeps the customer's pushes coming meanwhile", async () => {
  await say({ conversationId: ids[0] });
  const { subscribed } = await meanwhile({ conversationId: ids[0], skuIds: [ids[1]] });
  expect(subscribed).toMatchObject({ conversationId: ids[0], customerId: `customer of ${ids[0]}` });
  expect(subscribed.skuIds.has(ids[1])).toBe(true);
  expect(socket.data.subscription).toEqual(subscribed);
  expect(socket.leave).not.toHaveBeenCalled();
});

test("a screen that lost access, or subscribed elsewhere, receives nothing more of the first conversation", async () => {
  await say({ conversationId: ids[0] });
  mayView = false;
  expect(await say({ conversationId: ids[0] })).toMatchObject({ ok: false });
  expect(socket.data.subscription).toMatchObject({ conversationId: null, customerId: null });
  mayView = true;
  await say({ conversationId: ids[0] });
  const { subscribed } = await meanwhile({ conversationId: ids[1] });
  expect(subscribed).toMatchObject({ conversationId: null, customerId: null });
  expect(socket.data.subscription).toMatchObject({ conversationId: ids[1], customerId: `customer of ${ids[1]}` });
});

test("a screen of a conversation that is with another customer now receives what is about them", async () => {
  await say({ conversationId: ids[0] });
  const chosen = (conversationId: string) =>
    ({ type: "customer.merged", payload: { customerIds: [], chosen: { conversationId, customerId: "Mia" } } }) as never;
  followChosen([socket], [chosen(ids[1])]);
  expect(socket.data.subscription.customerId).toBe(`customer of ${ids[0]}`);
  followChosen([socket], [chosen(ids[0])]);
  expect(socket.data.subscription.customerId).toBe("Mia");
});
