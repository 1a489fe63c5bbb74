import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { calls } from "@/db/schema";
import type { CallPrompt } from "@/server/contract/live-calls";
import type { OutsideCall } from "./phone-network";
import { HARBOR, openStore, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 50 };

let store: Store;
let customer: OutsideCall;
/** Harbor is open, and a customer waits there. */
beforeAll(async () => {
  store = await openStore();
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
});
afterAll(() => store?.close());
let callers = 0;
beforeEach(async () => {
  onTestFailed(async () => void process.stdout.write(await store.report()));
  customer = await store.outside.dial(HARBOR, { from: `+1206555${3000 + callers++}` });
  // Whoever closed their page a moment ago still rings, for 20 seconds.
  await vi.waitFor(async () => expect((await call()).state).toBe("queued"), SOON);
});
afterEach(async () => {
  await customer?.hangUp();
  await vi.waitFor(async () => expect((await call()).state).toBe("ended"), SOON);
});

const call = () => store.lastCall();

async function prompts(values: Partial<CallPrompt>): Promise<CallPrompt> {
  const prompt: CallPrompt = {
    ...{ id: uuidv7(), purpose: "menu", sounds: ["storeline-queue-next"], keys: "1", waitSeconds: 1 },
    ...{ at: new Date().toISOString(), ...values },
  };
  await store.db
    .update(calls)
    .set({ prompt })
    .where(eq(calls.id, (await call()).id));
  return prompt;
}
const isOver = () => vi.waitFor(async () => expect((await call()).prompt).toBeNull(), SOON);

test("a waiting customer is taken, hears the sounds of a prompt in order, and then music", async () => {
  expect(await customer.state()).not.toBe("Up");
  await prompts({ sounds: ["storeline-queue-next", "storeline-queue-offer"] });
  await phoneHears(customer, ["queue-next"]);
  expect(await customer.state()).toBe("Up");
  await phoneHears(customer, ["queue-offer"]);
  await isOver();
  await phoneHears(customer, ["hold"]);
});

test("a key ends a prompt at once, and a key that does not answer it changes nothing", async () => {
  const { id } = await prompts({ sounds: ["storeline-queue-next", "storeline-queue-offer"] });
  await phoneHears(customer, ["queue-next"]);
  await customer.press("7");
  await phoneHears(customer, ["queue-offer"]);
  expect((await call()).prompt?.id).toBe(id);
  await customer.press("1");
  await isOver();
  await phoneHears(customer, ["hold"]);
});

test("a key may come after the sounds, for as long as the prompt waits", async () => {
  await prompts({ waitSeconds: 60 });
  await phoneHears(customer, ["queue-next"]);
  await phoneHears(customer, []);
  await customer.press("1");
  await isOver();
});

test("whoever answers cuts a prompt, and both hear each other before it would have ended", async () => {
  const sounds = Array.from({ length: 20 }, () => "storeline-queue-next");
  const ben = await store.sit("ben");
  await ben.isRung();
  await prompts({ sounds });
  await phoneHears(customer, ["queue-next"]);
  await ben.answers();
  await phoneHears(customer, ["ben"]);
  await ben.hears(["customer"]);
  expect((await call()).prompt).toBeNull();
  await ben.leaves();
});

test("a server that comes back in the middle of a prompt lets it end as it would have, and plays it once", async () => {
  const sounds = ["storeline-queue-next", "storeline-queue-next", "storeline-queue-next", "storeline-queue-offer"];
  const { id } = await prompts({ sounds });
  await phoneHears(customer, ["queue-next"]);
  await store.server().stop("SIGKILL");
  await store.restartServer();
  await phoneHears(customer, ["queue-offer"]);
  expect((await call()).prompt?.id).toBe(id);
  await isOver();
  expect(customer.heard()).not.toContain("queue-next");
  await phoneHears(customer, ["hold"]);
});

test("a prompt that ended while our server was gone is played again by the next one", async () => {
  await prompts({});
  await phoneHears(customer, ["queue-next"]);
  await store.server().stop("SIGKILL");
  await phoneHears(customer, []);
  await store.restartServer();
  await phoneHears(customer, ["queue-next"]);
  await isOver();
  await phoneHears(customer, ["hold"]);
});

test("a prompt of which a sound is missing ends, and the customer goes on waiting", async () => {
  await prompts({ sounds: ["storeline-nobody-made-this"], waitSeconds: 600 });
  await isOver();
  await phoneHears(customer, ["hold"]);
  await prompts({ sounds: ["storeline-queue-next", "storeline-nobody-made-this"], waitSeconds: 600 });
  await phoneHears(customer, ["queue-next"]);
  await isOver();
  await phoneHears(customer, ["hold"]);
});

test("digits of Asterisk's own sounds are played", async () => {
  await prompts({ sounds: ["storeline-queue-next", "digits/2", "storeline-queue-offer"] });
  await phoneHears(customer, ["queue-next"]);
  await phoneHears(customer, ["queue-offer"]);
  await isOver();
});
