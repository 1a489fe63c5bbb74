import type { Browser, BrowserContext, Page } from "@playwright/test";
import pg from "pg";
import { DEMO_ENDPOINTS } from "@/server/lib/demo-accounts";
import { ready } from "@/tests/node-process";
import { type Cluster, startCluster } from "@/tests/pg";
import { runsRedis, startRedis } from "@/tests/redis";
import { expect, login, test } from "./fixtures";
import { fillShop, type Node, type Nodes, startNodes, textVia } from "./nodes";
import { line, messages, press } from "./screens";
import { newPhone } from "./send-webhooks";

/* Two real server processes on one PostgreSQL, as compose starts them. Changes at one node appear on screens of the other. */

// All tests share one pair of servers, with the demo's shop.
test.describe.configure({ mode: "default" });
test.use({ hosts: ["127.0.0.1", "localhost"] });
const { phone: to } = DEMO_ENDPOINTS[0] as (typeof DEMO_ENDPOINTS)[number];
let cluster: Cluster;
let nodes: Nodes;
let db: pg.Client;
const browsers: Browser[] = [];

test.beforeAll(async () => {
  test.setTimeout(180_000);
  cluster = await startCluster();
  await fillShop(cluster.url());
  db = new pg.Client({ connectionString: cluster.url() });
  await db.connect();
  nodes = await startNodes(cluster.url());
});
test.afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
});
test.afterAll(async () => {
  await nodes?.stop();
  await db?.end();
  await cluster?.stop();
});

/** The stored messages from this number. */
async function thread(phone: string) {
  const { rows } = await db.query(
    `select i.body, i.seq, i.conversation_id, c.customer_id from items i join conversations c on c.id = i.conversation_id
     where i.contact_value = $1 and i.direction = 'in' order by i.seq`,
    [phone],
  );
  return {
    seqs: rows.map(({ seq }) => seq),
    bodies: rows.map(({ body }) => body),
    conversations: new Set(rows.map((row) => row.conversation_id)).size,
    customers: new Set(rows.map((row) => row.customer_id)).size,
  };
}

/** A counter of one node's /metrics. */
async function counted(node: Node, series: string): Promise<number> {
  const body = await (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text();
  const found = body.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(found?.slice(series.length) ?? 0);
}

test("twenty texts at once from an unknown number, over both nodes: one customer, one conversation, seq 1 to 20", async () => {
  const from = newPhone();
  const { first, second, publicUrl } = nodes;
  const bodies = Array.from({ length: 20 }, (_, n) => `all at once ${n}`);
  const answers = await Promise.all(
    bodies.map((text, n) => textVia(n % 2 ? first : second, publicUrl, { from, to, text })),
  );
  expect(new Set(answers)).toEqual(new Set([200]));
  const held = await thread(from);
  expect(held).toMatchObject({ conversations: 1, customers: 1, seqs: bodies.map((_, n) => n + 1) });
  expect(held.bodies.sort()).toEqual(bodies.sort());
  const { rows } = await db.query("select count(*)::int as n from customer_identities where value = $1", [from]);
  expect(rows).toEqual([{ n: 1 }]);
});

test("the same webhook three times, at both nodes, is one item", async () => {
  const from = newPhone();
  const { first, second, publicUrl } = nodes;
  const series = 'dedupe_hits_total{kind="twilio-sms"}';
  const hits = async () => (await counted(first, series)) + (await counted(second, series));
  const before = await hits();
  const sms = { from, to, text: "only once", sid: `SM${"e".repeat(20)}${from.slice(-7)}` };
  const answers = await Promise.all([first, second, first].map((node) => textVia(node, publicUrl, sms)));
  expect(answers).toEqual([200, 200, 200]);
  expect((await thread(from)).bodies).toEqual(["only once"]);
  expect((await hits()) - before).toBe(2);
});

test("a change at one node reaches the other's screens; a person disabled at one is signed out at the other", async ({
  playwright,
  noForeignRequests,
}) => {
  const open = opener(playwright.chromium, noForeignRequests);
  const at = (node: Node, person: string) => open(node, person, nodes.publicUrl);
  const [ana, nia, adam] = [await at(nodes.first, "ana"), await at(nodes.second, "nia"), await at(nodes.first, "adam")];
  for (const page of [ana, nia]) await page.goto("/inbox?view=unassigned&sort=newest");
  for (const page of [ana, nia]) await expect(page.getByRole("region", { name: "Conversations" })).toBeVisible();

  const ask = `Do you hold things? ${newPhone()}`;
  const from = newPhone();
  expect(await textVia(nodes.first, nodes.publicUrl, { from, to, text: ask })).toBe(200);
  for (const page of [ana, nia]) await expect(line(page, ask)).toBeVisible();

  await line(nia, ask).click();
  await expect(messages(nia).getByText(ask)).toBeVisible();
  await press(nia, "Claim");
  await expect(line(ana, ask)).toHaveCount(0);
  const more = `Until Sunday? ${from}`;
  expect(await textVia(nodes.first, nodes.publicUrl, { from, to, text: more })).toBe(200);
  await expect(messages(nia).getByText(more)).toBeVisible();

  const { rows } = await db.query("select id from users where email = 'nia@demo.example'");
  const status = await adam.evaluate(async (userId) => {
    const headers = { "content-type": "application/json", "x-storeline": "1" };
    const body = JSON.stringify({ userId, disabled: true });
    return (await fetch("/api/trpc/team.setDisabled", { method: "POST", headers, body })).status;
  }, rows[0].id);
  expect(status).toBe(200);
  // By the push, well before the half minute after which renewal would detect it.
  await expect(nia).toHaveURL(/\/login/);
});

test("a node that is stopping reports it, finishes its work, and loses nothing it accepted", async () => {
  const { first, second, publicUrl } = nodes;
  const from = newPhone();
  const accepted: string[] = [];
  let isOver = false;
  const customers = Array.from({ length: 3 }, async (_, who) => {
    for (let n = 0; !isOver; n++) {
      const text = `while it stops ${who}.${n}`;
      if ((await textVia(second, publicUrl, { from, to, text })) === 200) accepted.push(text);
      else isOver = (await ready(second.port)) === 0;
    }
  });
  await expect.poll(() => accepted.length, { timeout: 60_000 }).toBeGreaterThan(20);
  const gone = second.stop("SIGTERM");
  await expect.poll(() => ready(second.port), { intervals: [50] }).toBe(503);
  expect(await gone).toBe(0);
  isOver = true;
  await Promise.all(customers);
  const { bodies, seqs } = await thread(from);
  expect(accepted.filter((text) => !bodies.includes(text))).toEqual([]);
  expect(seqs).toEqual(seqs.map((_, n) => n + 1));
  expect(await ready(first.port)).toBe(200);
});

test("with Redis, the viewers of a conversation are known at both nodes", async ({ playwright, noForeignRequests }) => {
  test.skip(!runsRedis, "redis-server is not on the PATH");
  const redis = await startRedis();
  const pair = await startNodes(cluster.url(), redis.url).catch(async (error) => {
    await redis.stop();
    throw error;
  });
  try {
    const open = opener(playwright.chromium, noForeignRequests);
    const ana = await open(pair.first, "ana", pair.publicUrl);
    const sue = await open(pair.second, "sue", pair.publicUrl);
    const from = newPhone();
    const ask = `Who is there? ${from}`;
    expect(await textVia(pair.first, pair.publicUrl, { from, to, text: ask })).toBe(200);
    for (const page of [ana, sue]) {
      await page.goto("/inbox?view=all");
      await line(page, ask).click();
    }
    await expect(ana.getByLabel("Also here").getByLabel(/^Sue .* is viewing$/)).toBeVisible();
    await expect(sue.getByLabel("Also here").getByLabel(/^Ana .* is viewing$/)).toBeVisible();
  } finally {
    await pair.stop();
    await redis.stop();
  }
});

test("a draft outlives the node that saved it", async ({ playwright, noForeignRequests }) => {
  const pair = await startNodes(cluster.url());
  try {
    const open = opener(playwright.chromium, noForeignRequests);
    const ask = `Is it waterproof? ${newPhone()}`;
    expect(await textVia(pair.first, pair.publicUrl, { from: newPhone(), to, text: ask })).toBe(200);
    const reads = async (node: Node) => {
      const page = await open(node, "ana", pair.publicUrl);
      await page.goto("/inbox?view=all&sort=newest");
      await line(page, ask).click();
      return page.getByRole("textbox", { name: /^Reply to/ });
    };
    const elsewhere = await reads(pair.second);
    await (await reads(pair.first)).fill("It is, up to the ankle");
    await expect(elsewhere).toHaveValue("It is, up to the ankle");
    await pair.first.stop("SIGKILL");
    await expect(await reads(pair.second)).toHaveValue("It is, up to the ankle");
  } finally {
    await pair.stop();
  }
});

test("of two replies on a node that is killed at once, one is taken back at the other node, and one is sent, once", async ({
  playwright,
  noForeignRequests,
}) => {
  await db.query(
    `insert into setting_versions (id, key, version, own, author_name, at)
     values (gen_random_uuid(), 'conversations.undo_seconds', 1, '{"value": 25}', 'Adam', now())`,
  );
  const pair = await startNodes(cluster.url());
  try {
    const open = opener(playwright.chromium, noForeignRequests);
    const asked = { taken: `Is it heavy? ${newPhone()}`, sent: `Is it light? ${newPhone()}` };
    for (const ask of Object.values(asked))
      expect(await textVia(pair.first, pair.publicUrl, { from: newPhone(), to, text: ask })).toBe(200);
    // The texts leave through the first node's address, so the second one is killed.
    const [dying, other] = [
      await open(pair.second, "ana", pair.publicUrl),
      await open(pair.first, "ana", pair.publicUrl),
    ];
    const reply = async (ask: string, body: string) => {
      await dying.goto("/inbox?view=all&sort=newest");
      await line(dying, ask).click();
      await dying.getByRole("textbox", { name: /^Reply to/ }).fill(body);
      await press(dying, "Send");
      await expect(dying.getByRole("button", { name: "Undo send" })).toBeVisible();
    };
    await reply(asked.sent, "A kilogram");
    await reply(asked.taken, "Two kilograms");
    await pair.second.stop("SIGKILL");
    await other.goto("/inbox?view=all&sort=newest");
    await line(other, "Two kilograms").click();
    await press(other, "Undo send");
    await expect(other.getByRole("textbox", { name: /^Reply to/ })).toHaveValue("Two kilograms");
    await expect(line(other, asked.taken)).toBeVisible();
    await line(other, "A kilogram").click();
    await expect(messages(other).getByText("Sent", { exact: true })).toBeVisible({ timeout: 60_000 });
    const { rows } = await db.query(
      "select body, delivery_status, attempt from items where body like '% kilogram%' or delivery_status = 'canceled' order by body",
    );
    expect(rows).toEqual([
      { body: "", delivery_status: "canceled", attempt: 1 },
      { body: "A kilogram", delivery_status: "sent", attempt: 1 },
    ]);
  } finally {
    await pair.stop();
    await db.query("delete from setting_versions where key = 'conversations.undo_seconds'");
  }
});

/** Opens browsers of a signed-in person that reach this node under the public address. */
function opener(chromium: { launch(options: object): Promise<Browser> }, watch: (context: BrowserContext) => void) {
  return async (node: Node, person: string, publicUrl: string): Promise<Page> => {
    const { host } = new URL(publicUrl);
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH,
      args: ["--no-sandbox", "--disable-dev-shm-usage", `--host-resolver-rules=MAP ${host} 127.0.0.1:${node.port}`],
    });
    browsers.push(browser);
    const context = await browser.newContext({ baseURL: publicUrl, viewport: { width: 1280, height: 800 } });
    watch(context);
    const page = await context.newPage();
    await login(page, `${person}@demo.example`);
    return page;
  };
}
