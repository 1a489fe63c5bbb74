import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, it } from "vitest";
import { ADDRESS_KIND, type Inbound, type RawRequest } from "@/server/contract/channel";
import { mintVisitorToken } from "@/server/lib/visitor-token";
import { type AnyChannel, allChannels, channelOf, checkedConfig } from "./registry";

/** A recorded request, and what it must parse to (times apart: they are the moment of parsing). */
type Fixture = { name: string; raw: RawRequest; golden: Omit<Inbound, "at">[] };
type Subject = { config: unknown; account: string; fixtures: () => Promise<Fixture[]> };

const TOKEN = "a".repeat(32);
const ACCOUNT = "AC00000000000000000000000000000001";
const readFixtures = (kind: string) =>
  readdirSync(path.join(import.meta.dirname, kind, "fixtures")).map((file) => ({
    name: file,
    ...JSON.parse(readFileSync(path.join(import.meta.dirname, kind, "fixtures", file), "utf8")),
  }));

/** How each vendor's requests are made and signed. A channel without an entry fails the suite. */
const subjects: Record<string, Subject> = {
  "twilio-sms": {
    config: { accountSid: ACCOUNT, authToken: TOKEN },
    account: ACCOUNT,
    fixtures: async () =>
      readFixtures("twilio-sms").map(({ name, url, params, golden }) => ({
        name,
        golden,
        raw: {
          method: "POST",
          url,
          headers: {
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": getExpectedTwilioSignature(TOKEN, url, Object.fromEntries(params)),
          },
          body: Buffer.from(new URLSearchParams(params).toString()),
        },
      })),
  },
  webchat: {
    config: {},
    account: "shop",
    fixtures: () =>
      Promise.all(
        readFixtures("webchat").map(async ({ name, visitor, body, golden }) => ({
          name,
          golden,
          raw: {
            method: "POST",
            url: "https://shop.example/api/webhooks/webchat",
            headers: { "content-type": "application/json", authorization: `Bearer ${await mintVisitorToken(visitor)}` },
            body: Buffer.from(JSON.stringify(body)),
          },
        })),
      ),
  },
};

const withoutTime = (inbound: Inbound) => Object.fromEntries(Object.entries(inbound).filter(([name]) => name !== "at"));
const altered = (raw: RawRequest): RawRequest[] => [
  { ...raw, headers: {} },
  ...["x-twilio-signature", "authorization"].map((name) => ({
    ...raw,
    headers: { ...raw.headers, [name]: raw.headers[name]?.replace(/.(?=.{4}$)/, (c) => (c === "A" ? "B" : "A")) },
  })),
];

describe.each(allChannels().map((channel) => [channel.kind, channel] as const))("%s", (kind, channel: AnyChannel) => {
  const subject = subjects[kind] as Subject;
  const config = () => checkedConfig(channel, subject.config);

  it("is described", () => {
    expect(subject, "add it to `subjects`").toBeDefined();
    expect(channelOf(kind)).toBe(channel);
    expect(channel.label).not.toBe("");
    expect(channel.identityKind, "add it to `ADDRESS_KIND`").toBe(ADDRESS_KIND[kind]);
    expect(channel.icon).toMatch(/^[Mm][\d\s.,a-zA-Z-]+$/);
    expect(channel.accepted.status).toBeLessThan(300);
    expect(channel.capabilities.maxBodyBytes).toBeLessThanOrEqual(64 * 1024);
  });

  it("believes its own fixtures, and parses each to its golden", async () => {
    const fixtures = await subject.fixtures();
    expect(fixtures.length).toBeGreaterThan(0);
    for (const { name, raw, golden } of fixtures) {
      expect(channel.accountOf(raw), name).toBe(subject.account);
      expect(await channel.verify(raw, config()), name).toBe(true);
      expect(channel.parse(raw, config()).map(withoutTime), name).toEqual(golden);
    }
  });

  it("gives a repeated request the same external id", async () => {
    for (const { raw } of await subject.fixtures()) {
      const ids = [raw, raw].map((one) => channel.parse(one, config()).map((inbound) => inbound.externalId));
      expect(ids[0]).toEqual(ids[1]);
    }
  });

  it("does not believe a missing or altered signature", async () => {
    for (const { name, raw } of await subject.fixtures())
      for (const bad of altered(raw))
        if (JSON.stringify(bad.headers) !== JSON.stringify(raw.headers))
          expect(await channel.verify(bad, config()), name).toBe(false);
  });

  it("never throws on what it has not verified", async () => {
    for (const body of ["", "%", "\0", "{", "a=1&a=2", "AccountSid=1&AccountSid=2", "[]", "null"])
      for (const headers of [{}, { authorization: "Bearer" }, { "x-twilio-signature": "é" }]) {
        const raw = { method: "POST", url: "https://shop.example/x", headers, body: Buffer.from(body) };
        expect(() => channel.accountOf(raw)).not.toThrow();
        expect(await channel.verify(raw, config())).toBe(false);
      }
  });
});
