import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import { decodeJwt, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, SYSTEM } from "@/db/factories";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { derivedKey } from "@/server/lib/keys";
import { mintVisitorToken, verifyVisitorToken } from "@/server/lib/visitor-token";
import { freshDb } from "@/tests/db";
import { openVisitorSession, visitorFromToken } from "./visitor";

const SECRET = "the site's own identity secret, long enough";
let db: Db;

beforeAll(async () => {
  ({ db } = await freshDb());
  const ctx = createCtx({ db, actor: SYSTEM, now: () => new Date() });
  const place = await makePlace(db, { name: "Pine Street" });
  for (const [account, config] of Object.entries({ shop: { identitySecret: SECRET }, plain: {} })) {
    const connection = await saveConnection(ctx, { kind: "webchat", account, label: account, config });
    await saveEndpoint(ctx, {
      connectionId: connection.id,
      address: `pk_${account}`,
      label: account,
      placeId: place.id,
    });
  }
});

const seconds = () => Math.floor(Date.now() / 1000);
const sign = (claims: Record<string, unknown>, secret: string | Uint8Array = SECRET, header = { alg: "HS256" }) =>
  new SignJWT({ aud: "storeline", sub: "customer-7", iat: seconds(), exp: seconds() + 300, ...claims })
    .setProtectedHeader(header)
    .sign(typeof secret === "string" ? Buffer.from(secret) : secret);
const open = (input: object) => openVisitorSession(db, { key: "pk_shop", ...input });
const knownTo = (token: string) => verifyVisitorToken(token).then((visitor) => visitor?.known);

describe("a visitor's session", () => {
  it("starts anonymous and survives a reload", async () => {
    const first = await open({});
    expect(first.place).toBe("Pine Street");
    const again = await open({ token: first.token });
    expect(again.visitorId).toBe(first.visitorId);
    expect(await visitorFromToken(db, again.token)).toMatchObject({
      visitor: { visitorId: first.visitorId, key: "pk_shop", account: "shop", known: [] },
      site: { place: { name: "Pine Street" } },
    });
  });

  it("uses the stored key, whatever is hidden in the requested one", async () => {
    const { token } = await open({ key: "pk_\0shop\0" });
    expect(await visitorFromToken(db, token)).toMatchObject({ visitor: { key: "pk_shop" } });
  });

  it("becomes identified by a signed identity, and stays the same visitor", async () => {
    const first = await open({});
    const identity = await sign({ email: "Kim@Example.com", phone: "+12065550199", name: "Kim Lee" });
    const known = await open({ token: first.token, identity });
    expect(known.visitorId).toBe(first.visitorId);
    expect(await verifyVisitorToken(known.token)).toMatchObject({
      name: "Kim Lee",
      known: [
        { kind: "external:pk_shop", value: "customer-7" },
        { kind: "email", value: "kim@example.com" },
        { kind: "phone", value: "+12065550199" },
      ],
    });
  });

  it("starts afresh for the next person at the same screen", async () => {
    const known = await open({ identity: await sign({}) });
    const signedOut = await open({ token: known.token });
    expect(signedOut.visitorId).not.toBe(known.visitorId);
    expect(await knownTo(signedOut.token)).toEqual([]);
    const other = await open({ token: known.token, identity: await sign({ sub: "customer-8" }) });
    expect(other.visitorId).not.toBe(known.visitorId);
  });

  it("does not carry a token of one site to another", async () => {
    const first = await open({});
    const other = await openVisitorSession(db, { key: "pk_plain", token: first.token });
    expect(other.visitorId).not.toBe(first.visitorId);
  });

  it("ignores malformed contact data, and keeps the identity", async () => {
    const { token } = await open({ identity: await sign({ email: "nobody", phone: "911", name: "" }) });
    expect(await knownTo(token)).toEqual([{ kind: "external:pk_shop", value: "customer-7" }]);
  });

  it.each([
    ["an unknown key", { key: "pk_nobody" }, "not_found"],
    ["a key with a NUL", { key: "pk\0" }, "not_found"],
    ["a key that is none", { key: 7 }, "invalid"],
    ["more than it asks for", { key: "pk_shop", role: "admin" }, "invalid"],
    ["an identity where the site has no secret", { key: "pk_plain", identity: "a.b.c" }, "unauthenticated"],
  ])("refuses %s", async (_, input, code) => {
    await expect(openVisitorSession(db, input)).rejects.toMatchObject({ code });
  });
});

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const good = { aud: "storeline", sub: "customer-7", iat: now, exp: now + 300 };
const raw = (header: object, claims: object, key = SECRET) => {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
};
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });

describe("an identity that is not proven: 12 attacks", () => {
  it.each([
    ["no signature (alg none)", async () => `${part({ alg: "none" })}.${part(good)}.`],
    ["alg None in other letters", async () => `${part({ alg: "nOnE" })}.${part(good)}.`],
    ["another secret", () => sign({}, "some other secret of a good enough length")],
    [
      "a public key used as secret",
      async () => raw({ alg: "HS256" }, good, rsa.publicKey.export({ type: "spki", format: "pem" }).toString()),
    ],
    ["an RS256 signature", () => new SignJWT(good).setProtectedHeader({ alg: "RS256" }).sign(rsa.privateKey)],
    ["another HMAC", () => sign({}, SECRET, { alg: "HS512" })],
    ["expired", () => sign({ exp: now - 60 })],
    ["no expiry", () => sign({ exp: undefined })],
    ["another audience", () => sign({ aud: "elsewhere" })],
    ["nobody (no sub)", () => sign({ sub: undefined })],
    [
      "claims changed after signing",
      async () => (await sign({})).replace(/\.[^.]+\./, `.${part({ ...good, sub: "admin" })}.`),
    ],
    [
      "a key named by itself (jwk, jku, kid)",
      async () =>
        raw(
          { alg: "HS256", kid: "../../dev/null", jku: "https://evil.example", jwk: { kty: "oct", k: "AA" } },
          good,
          "",
        ),
    ],
  ])("%s", async (_, token) => {
    await expect(open({ identity: await token() })).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("and a visitor's own token is no identity", async () => {
    const { token } = await open({});
    await expect(open({ identity: token })).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("an identity lives for minutes", () => {
  const LIFE = 15 * 60;
  it.each<[string, Record<string, unknown>]>([
    ["fifteen minutes", { exp: seconds() + LIFE }],
    ["fifteen minutes from nbf, without iat", { iat: undefined, nbf: seconds(), exp: seconds() + LIFE }],
    ["a clock of the site that is half a minute ahead", { iat: seconds() + 25, exp: seconds() + 25 + LIFE }],
    ["one that is half a minute behind", { iat: seconds() - 25 - 300, exp: seconds() - 20 }],
  ])("%s is accepted", async (_, claims) => {
    expect(await knownTo((await open({ identity: await sign(claims) })).token)).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["ten years", { exp: seconds() + 10 * 365 * 86_400 }, /at most 15 minutes/],
    ["an hour", { exp: seconds() + 3600 }, /at most 15 minutes/],
    [
      "ten years, in its last minutes",
      { iat: seconds() - 10 * 365 * 86_400, exp: seconds() + 60 },
      /at most 15 minutes/,
    ],
    ["no beginning", { iat: undefined, exp: seconds() + 300 }, /needs iat/],
    ["a beginning in the future", { iat: seconds() + 3600, exp: seconds() + 3600 + 300 }, /in the future/],
    ["a beginning after its end", { iat: seconds() + 20, exp: seconds() + 10 }, /before exp/],
    ["a beginning that is no number", { iat: "soon" }, /not valid/],
    ["an end that is no time", { exp: 1e300 }, /15 minutes|not valid/],
  ])("%s is refused, and the site's developer reads why", async (_, claims, why) => {
    const refused = open({ identity: await sign(claims) });
    await expect(refused).rejects.toMatchObject({ code: "unauthenticated", message: expect.stringMatching(why) });
  });

  it("only callers who can sign a token read why theirs is refused", async () => {
    const identity = await sign({ exp: seconds() + 1e6 }, "some other secret of a good enough length");
    await expect(open({ identity })).rejects.toMatchObject({ message: "The site's identity token is not valid." });
  });
});

describe("a visitor token that is not ours: 12 attacks", () => {
  const mine = { visitorId: randomUUID(), key: "pk_shop", account: "shop", name: null, known: [] };
  const key = derivedKey("widget");
  const header = { alg: "HS256", typ: "visitor+jwt" };
  const claims = {
    sub: mine.visitorId,
    key: "pk_shop",
    acc: "shop",
    known: [],
    aud: "widget",
    iss: "storeline",
    exp: now + 300,
  };
  const forge = (change: object, head: object = header, secret: Uint8Array = key) =>
    new SignJWT({ ...claims, ...change }).setProtectedHeader(head as typeof header).sign(secret);

  it("is accepted when nothing is changed", async () => {
    expect(await verifyVisitorToken(await forge({}))).toMatchObject({ visitorId: mine.visitorId });
    expect(decodeJwt(await mintVisitorToken(mine)).aud).toBe("widget");
  });

  it.each([
    ["no signature", async () => `${part({ alg: "none", typ: "visitor+jwt" })}.${part(claims)}.`],
    ["the key of another purpose", () => forge({}, header, derivedKey("media"))],
    ["the SECRET itself", () => forge({}, header, Buffer.from(process.env.SECRET as string))],
    ["another algorithm", () => forge({}, { ...header, alg: "HS384" })],
    ["another type", () => forge({}, { alg: "HS256", typ: "JWT" })],
    ["another audience", () => forge({ aud: "staff" })],
    ["another issuer", () => forge({ iss: "elsewhere" })],
    ["expired", () => forge({ exp: now - 1 })],
    ["no expiry", () => forge({ exp: undefined })],
    ["not yet", () => forge({ nbf: now + 3600 })],
    ["a visitor that is no id", () => forge({ sub: "1 or 1=1" })],
    ["cut short", async () => (await forge({})).slice(0, -2)],
  ])("%s", async (_, token) => {
    expect(await verifyVisitorToken(await token())).toBeNull();
  });
});
