import { readFileSync, rmSync } from "node:fs";
import { uuidv7 } from "uuidv7";
import { CANARIES, findLeaks } from "@/tests/leaks";
import { PASSWORD } from "./api";
import { expect, test } from "./fixtures";
import { baseUrl, receiveSms } from "./send-webhooks";

/* Runs when every browser test is done: see playwright.config.ts. */

// The second test reads the log lines that the first one caused.
test.describe.configure({ mode: "serial" });

const { phone, email, text, name, password, token } = CANARIES;

test("text of customers and unauthenticated callers appears in no log line of the running server", async ({
  request,
  as,
  world: { pine },
}) => {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  await request.post("/api/auth/callback/credentials", { form: { csrfToken, email, password, json: "true" } });
  await request.get(`/api/auth/callback/oidc?error=${encodeURIComponent(name)}&state=${token}`);
  const { phone: to, widgetKey: key } = pine;
  expect(await receiveSms({ from: phone, to, text })).toBe(200);
  await request.post("/api/webhooks/twilio-sms", { form: { From: phone, Body: text, AccountSid: token } });
  await request.post("/api/ingest", { data: { name, email, text }, headers: { "webhook-signature": token } });
  const visitor = await (await request.post("/api/widget/session", { data: { key, identity: null } })).json();
  const headers = { authorization: `Bearer ${visitor.token}` };
  const said = { clientMessageId: uuidv7(), text, name, contact: email };
  await request.post("/api/widget/messages", { headers, data: said });
  await request.post(`/api/media?name=${phone}.pdf`, { headers, data: Buffer.from(`%PDF-1.7 ${text}`) });
  await request.post(`/api/media?name=${phone}.exe`, { headers, data: Buffer.from(text) });
  await request.get(`/api/trpc/team.me?input=${encodeURIComponent(JSON.stringify({ text }))}`);
  await request.get(`/${email}/${encodeURIComponent(text)}?q=${token}`);
  await request.get(`/socket.io/?EIO=4&transport=polling&token=${token}`, { headers: { cookie: `a=${token}` } });
  const page = await as("ana");
  await page.goto(`/inbox?q=${encodeURIComponent(text)}`);
  await expect(page.getByRole("region", { name: "Conversations" })).toBeVisible();
  expect(findLeaks(readFileSync(process.env.E2E_LOG ?? "", "utf8")).map(({ what, line }) => [what, line])).toEqual([]);
});

test("no line that any server of the browser tests wrote holds personal data, a secret or a database's message", () => {
  const file = process.env.E2E_LOG ?? "";
  const log = readFileSync(file, "utf8");
  expect(log).toContain(`"url":"${baseUrl()}"`);
  expect(log).toContain('"msg":"request refused"');
  const leaks = findLeaks(log, [PASSWORD, process.env.SECRET ?? ""]);
  expect(leaks.slice(0, 20).map(({ what, line }) => `${what}: ${line.slice(0, 600)}`)).toEqual([]);
  rmSync(file);
});
