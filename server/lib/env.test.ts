import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { load } from "./env";

const SECRET = "long enough to be a secret of the tests";
const from = (settings: Record<string, string>) => load({ NODE_ENV: "test", SECRET, ...settings });

describe("single sign-on", () => {
  const whole = { OIDC_ISSUER: "https://id.example/retail", OIDC_CLIENT_ID: "storeline" };

  it("is off when nothing is set, and on with an issuer and a client", () => {
    expect(from({ OIDC_ISSUER: "", OIDC_CLIENT_ID: "" })).toMatchObject({ OIDC_ISSUER: undefined });
    expect(from(whole)).toMatchObject(whole);
  });

  it.each([
    ["an issuer without a client", { OIDC_CLIENT_ID: "" }, "OIDC_ISSUER and OIDC_CLIENT_ID"],
    ["a client without an issuer", { OIDC_ISSUER: "" }, "OIDC_ISSUER and OIDC_CLIENT_ID"],
    ["an issuer that is no address", { OIDC_ISSUER: "contoso" }, "OIDC_ISSUER"],
  ])("does not start half configured: %s", (_, settings, named) => {
    expect(() => from({ ...whole, ...settings })).toThrow(named);
  });
});

describe("telephone calls through Asterisk", () => {
  const whole = {
    ASTERISK_ARI_URL: "http://10.0.0.5:8088",
    ASTERISK_ARI_USER: "storeline",
    ASTERISK_ARI_PASSWORD: "a password",
    ASTERISK_SIP_URL: "wss://calls.example.com/ws",
  };

  const empty = Object.fromEntries(Object.keys(whole).map((name) => [name, ""]));

  it("are off when nothing is set, and on when everything is", () => {
    expect(from({ ASTERISK_ARI_URL: "" })).toMatchObject({
      ASTERISK_ARI_URL: undefined,
      ASTERISK_ARI_APP: "storeline",
    });
    expect(from(whole)).toMatchObject(whole);
  });

  it.each([
    ["no password", { ASTERISK_ARI_PASSWORD: "" }, "needed together; missing: ASTERISK_ARI_PASSWORD "],
    ["a trunk alone", { ...empty, ASTERISK_TRUNK: "pbx" }, "missing: ASTERISK_ARI_URL"],
    ["no address for browsers", { ASTERISK_SIP_URL: "" }, "missing: ASTERISK_SIP_URL "],
    ["an ARI address that is none", { ASTERISK_ARI_URL: "asterisk:8088" }, "ASTERISK_ARI_URL"],
    ["a SIP address that is no WebSocket", { ASTERISK_SIP_URL: "https://calls.example.com/ws" }, "ASTERISK_SIP_URL"],
    ["an application with a space", { ASTERISK_ARI_APP: "our app" }, "ASTERISK_ARI_APP"],
    ["an open WebSocket beside https", { PUBLIC_URL: "https://x.example", ASTERISK_SIP_URL: "ws://y/ws" }, "wss:"],
  ])("do not start half configured: %s", (_, settings, named) => {
    const start = () => from({ ...whole, ...settings });
    expect(start).toThrow(named);
    expect(start).not.toThrow("a password");
  });
});

describe("telephone calls through Twilio", () => {
  const whole = {
    TWILIO_VOICE_ACCOUNT_SID: `AC${"a".repeat(32)}`,
    TWILIO_VOICE_AUTH_TOKEN: "the auth token",
    TWILIO_VOICE_API_KEY_SID: `SK${"b".repeat(32)}`,
    TWILIO_VOICE_API_KEY_SECRET: "the secret of the key",
    TWILIO_VOICE_APP_SID: `AP${"c".repeat(32)}`,
    PUBLIC_URL: "https://store.example.com",
  };

  it("are off when nothing is set, and on when everything is", () => {
    expect(from({ TWILIO_VOICE_ACCOUNT_SID: "" })).toMatchObject({
      ...{ TWILIO_VOICE_ACCOUNT_SID: undefined, TWILIO_VOICE_EDGES: "roaming" },
    });
    expect(from(whole)).toMatchObject(whole);
  });

  it.each([
    ["no key", { TWILIO_VOICE_API_KEY_SECRET: "" }, "missing: TWILIO_VOICE_API_KEY_SECRET "],
    ["no app", { TWILIO_VOICE_APP_SID: "" }, "missing: TWILIO_VOICE_APP_SID "],
    ["an id of another kind", { TWILIO_VOICE_API_KEY_SID: whole.TWILIO_VOICE_ACCOUNT_SID }, "begins with SK"],
    ["an edge that is none", { TWILIO_VOICE_EDGES: "ashburn; script-src *" }, "TWILIO_VOICE_EDGES"],
    ["an API that is no address", { TWILIO_VOICE_API_BASE: "api.twilio.com" }, "TWILIO_VOICE_API_BASE"],
    ["no public address", { PUBLIC_URL: "" }, "PUBLIC_URL is required"],
  ])("do not start half configured: %s", (_, settings, named) => {
    const start = () => from({ ...whole, ...settings });
    expect(start).toThrow(named);
    expect(start).not.toThrow("the auth token");
  });
});

describe("the secret made on the first start", () => {
  let dir: string;
  const start = () => load({ NODE_ENV: "test", DATA_DIR: dir });
  beforeEach(() => {
    dir = path.join(mkdtempSync(path.join(os.tmpdir(), "storeline-env-")), "data");
  });

  it("is the same at every start, and not readable by other users", () => {
    const { SECRET: made } = start();
    expect(made).toMatch(/^[0-9a-f]{64}$/);
    expect(start().SECRET).toBe(made);
    expect(statSync(path.join(dir, "secret")).mode & 0o077).toBe(0);
  });

  it.each(["", "\n", "short"])("an empty or short file is refused with instructions: %j", (content) => {
    mkdirSync(dir);
    writeFileSync(path.join(dir, "secret"), content);
    expect(start).toThrow(/secret holds no usable secret: 32 characters are needed.*remove the file/);
    expect(readFileSync(path.join(dir, "secret"), "utf8")).toBe(content);
  });

  it("a missing key file beside a database is refused, because encrypted values could not be read", () => {
    mkdirSync(path.join(dir, "pg"), { recursive: true });
    writeFileSync(path.join(dir, "pg", "PG_VERSION"), "18");
    expect(start).toThrow(/secret is missing although there is a database beside it/);
    expect(existsSync(path.join(dir, "secret"))).toBe(false);
  });

  it("a folder that cannot be created is named, with instructions", () => {
    writeFileSync(dir, "");
    expect(start).toThrow(/data\/secret cannot be read or made \(\w+\); .*DATA_DIR/);
  });
});
