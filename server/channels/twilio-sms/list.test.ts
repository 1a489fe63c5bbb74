import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ListedMessage, ListedSend } from "@/server/contract/channel";
import { type FakeTwilio, fakeTwilio, listed, says } from "@/tests/fake-twilio";
import { list } from "./list";
import { TwilioConfig } from "./types";

const ACCOUNT = `AC${"1".repeat(32)}`;
const LIST = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
const NOON = new Date("2026-11-22T12:00:00Z");
const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

let twilio: FakeTwilio;
beforeEach(async () => {
  twilio = await fakeTwilio();
});
afterEach(() => twilio.close());

const config = (path = "") =>
  TwilioConfig.parse({ accountSid: ACCOUNT, authToken: "token", apiBase: twilio.base + path });
const answers = (body: object, status = 200) => twilio.next.push((_, res) => says(res, status, body));
async function read(since = NOON, from = config()) {
  const pages: (ListedMessage | ListedSend)[][] = [];
  for await (const page of list(since, from)) pages.push(page);
  return pages;
}
const ids = (pages: { externalId: string }[][]) => pages.map((page) => page.map((one) => one.externalId));

describe("the provider's list", () => {
  it("is read page by page from the configured host, since the requested time", async () => {
    const next_page_uri = `${LIST}?PageToken=abc`;
    answers({ messages: [listed({ sid: "SM3", at: at(3) }), listed({ sid: "SM2", at: at(2) })], next_page_uri });
    answers({ messages: [listed({ sid: "SM1", at: at(1) })], next_page_uri: null });
    expect(ids(await read(NOON, config("/api")))).toEqual([["SM3", "SM2"], ["SM1"]]);
    const [first, second] = twilio.asked.map(({ path }) => new URL(path, "http://x"));
    expect(first?.pathname).toBe(`/api${LIST}`);
    expect(first?.searchParams.get("DateSent>")).toBe("2026-11-22T12:00:00Z");
    expect(`${second?.pathname}${second?.search}`).toBe(`/api${next_page_uri}`);
  });

  it("ends at older messages, even when a provider compares whole days", async () => {
    const next_page_uri = `${LIST}?PageToken=abc`;
    answers({ messages: [listed({ sid: "SM2", at: at(1) }), listed({ sid: "SM1", at: at(-1) })], next_page_uri });
    expect(ids(await read())).toEqual([["SM2"]]);
    expect(twilio.asked).toHaveLength(1);
  });

  it("has the senders, and the status of our messages", async () => {
    const ours = { direction: "outbound-api", from: "+12065550110", to: "+12065550199" };
    answers({
      messages: [
        listed({ ...ours, sid: "SM5", status: "undelivered", error_code: 30003, at: at(5) }),
        listed({ ...ours, sid: "SM4", status: "delivered", messaging_service_sid: `MG${"2".repeat(32)}`, at: at(4) }),
        listed({ ...ours, sid: "SM3", status: "a state nobody knows", at: at(3) }),
        listed({ sid: "SM2", status: "receiving", at: at(2) }),
        listed({ sid: "SM1", body: "Is it there? 👋", at: at(1) }),
      ],
    });
    expect((await read())[0]).toMatchObject([
      { kind: "status", externalId: "SM5", messageId: null, status: "failed", error: expect.stringContaining("30003") },
      { kind: "status", externalId: "SM4", status: "delivered", error: null, from: null, to: "+12065550199" },
      {
        kind: "message",
        externalId: "SM1",
        from: { kind: "phone", value: "+12065550199" },
        to: "+12065550110",
        text: "Is it there? 👋",
        at: at(1),
      },
    ]);
  });

  it("returns a message's files on request, at the addresses of its webhook", async () => {
    answers({ messages: [listed({ sid: "MM1", num_media: "1", at: at(1) })] });
    const [message] = (await read())[0] as ListedMessage[];
    expect(twilio.asked).toHaveLength(1);
    answers({ media_list: [{ sid: "ME1", content_type: "image/png" }], next_page_uri: null });
    expect(await message?.readFiles()).toEqual([
      {
        url: `${twilio.base}/2010-04-01/Accounts/${ACCOUNT}/Messages/MM1/Media/ME1`,
        mime: "image/png",
        name: "media-1",
      },
    ]);
    answers({ code: 20404, message: "gone", status: 404 }, 404);
    expect(await message?.readFiles()).toEqual([]);
  });

  it("is not read from a host that the page names", async () => {
    const elsewhere = await fakeTwilio();
    for (const next_page_url of [`${elsewhere.base}${LIST}`, `http://x@127.0.0.1/${LIST}`]) {
      answers({ messages: [listed({ sid: "SM1", at: at(1) })], meta: { key: "messages", next_page_url } });
      await expect(read()).rejects.toMatchObject({ outcome: "rejected" });
    }
    expect(elsewhere.asked).toEqual([]);
    await elsewhere.close();
  });

  it("is not requested while the account has no token", async () => {
    expect(await read(NOON, { ...config(), authToken: "" })).toEqual([]);
    expect(twilio.asked).toEqual([]);
  });

  it.each([
    ["refuses the account", { code: 20003, status: 401 }, 401],
    ["is in trouble", { code: 20500, status: 500 }, 500],
    ["answers something else", { hello: "there" }, 200],
  ])("is an error of the channel when the provider %s", async (_, body, status) => {
    answers(body, status);
    await expect(read()).rejects.toMatchObject({ name: "ChannelError" });
  });
});
