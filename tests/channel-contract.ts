import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { LOCALES } from "@/messages/catalog";
import type { Channel, Inbound, RawRequest } from "@/server/contract/channel";
import { CHANNEL_ICONS } from "@/server/contract/channel-descriptor";

/** A recorded request and its expected result, without times, which are those of parsing. */
export type Fixture = { name: string; raw: RawRequest; golden: Omit<Inbound, "at">[] };
export type Subject = {
  /** A configuration whose secrets signed the fixtures. */
  config: unknown;
  /** The account the fixtures come from. */
  account: string;
  /** The header that carries the signature. */
  signedBy: string;
  fixtures: () => Promise<Fixture[]>;
};

/** The recorded requests in a channel's `fixtures/`. */
export const readFixtures = (folder: string) =>
  readdirSync(path.join(folder, "fixtures")).map((file) => ({
    name: file,
    ...JSON.parse(readFileSync(path.join(folder, "fixtures", file), "utf8")),
  }));

const withoutTime = (inbound: Inbound) => Object.fromEntries(Object.entries(inbound).filter(([name]) => name !== "at"));
const altered = (raw: RawRequest, header: string): RawRequest[] => [
  { ...raw, headers: { ...raw.headers, [header]: undefined } },
  {
    ...raw,
    headers: { ...raw.headers, [header]: raw.headers[header]?.replace(/.(?=.{4}$)/, (c) => (c === "A" ? "B" : "A")) },
  },
];

/** The contract of every channel. Each calls this in its own `contract.test.ts`. */
export function describeChannel<Config>(channel: Channel<Config>, subject: Subject): void {
  const config = () => channel.config.parse(subject.config);
  describe(channel.kind, () => {
    isDescribed(channel, subject);
    believesWhatIsSigned(channel, subject, config);
    distrustsTheRest(channel, subject, config);
  });
}

function isDescribed<Config>(channel: Channel<Config>, subject: Subject): void {
  it("is described for screens and for the environment", () => {
    expect(channel.kind).toMatch(/^[a-z][a-z0-9-]{1,39}$/);
    expect(CHANNEL_ICONS).toContain(channel.icon);
    expect(channel.maxBodyBytes).toBeLessThanOrEqual(64 * 1024);
    const { account, fields } = channel.settings;
    const keys = [account, ...fields].map(({ name }) => name);
    expect(new Set(keys).size).toBe(keys.length);
    if (channel.environment) expect(Object.values(channel.environment)).toContain(account.name);
  });

  it("brings the text of its name and of every field, in each language", () => {
    for (const locale of LOCALES) {
      const { label, address, account, fields } = channel.messages[locale];
      expect(Object.keys(fields).sort()).toEqual(channel.settings.fields.map(({ name }) => name).sort());
      const texts = [label, ...[address, account, ...Object.values(fields)].map((one) => one.label)];
      expect(texts.filter((text) => text.trim() === "")).toEqual([]);
    }
  });

  it("takes a configuration made of its settings form, and none without a required field", () => {
    const { fields } = channel.settings;
    expect(channel.config.safeParse(subject.config).error).toBeUndefined();
    const known = subject.config as Record<string, unknown>;
    for (const field of fields.filter(({ required }) => required)) expect(known).toHaveProperty(field.name);
  });
}

function believesWhatIsSigned<Config>(channel: Channel<Config>, subject: Subject, config: () => Config): void {
  it("verifies its own fixtures, and parses each to its expected result", async () => {
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

  it("answers success to each of its fixtures", async () => {
    for (const { name, raw } of await subject.fixtures())
      expect(channel.accepted(raw, channel.parse(raw, config())).status, name).toBeLessThan(300);
  });
}

function distrustsTheRest<Config>(channel: Channel<Config>, subject: Subject, config: () => Config): void {
  it("refuses a missing or altered signature", async () => {
    for (const { name, raw } of await subject.fixtures())
      for (const bad of altered(raw, subject.signedBy)) expect(await channel.verify(bad, config()), name).toBe(false);
  });

  it("never throws on what it has not verified", async () => {
    for (const body of ["", "%", "\0", "{", "a=1&a=2", "AccountSid=1&AccountSid=2", "[]", "null"])
      for (const headers of [{}, { authorization: "Bearer" }, { [subject.signedBy]: "é" }]) {
        const raw = { method: "POST", url: "https://shop.example/x", headers, body: Buffer.from(body) };
        expect(() => channel.accountOf(raw)).not.toThrow();
        expect(await channel.verify(raw, config())).toBe(false);
      }
  });
}
