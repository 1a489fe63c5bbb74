import { SignJWT } from "jose";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { derivedKey } from "./keys";
import { mintLegToken, verifyLegToken } from "./leg-token";
import { mintVisitorToken, verifyVisitorToken } from "./visitor-token";

const leg = { callId: uuidv7(), legId: uuidv7() };

test("a token of a leg names this leg of this call and nothing else", async () => {
  expect(await verifyLegToken(await mintLegToken(leg))).toEqual(leg);
});

test("a visitor's token carries no call, and a leg's token opens no chat", async () => {
  const visitor = { visitorId: leg.legId, key: "k", account: "a", name: null, known: [] };
  expect(await verifyLegToken(await mintVisitorToken(visitor))).toBeNull();
  expect(await verifyVisitorToken(await mintLegToken(leg))).toBeNull();
});

test("an expired, foreign or altered token is not believed", async () => {
  const made = (key: Uint8Array, until: string) =>
    new SignJWT({ call: leg.callId })
      .setProtectedHeader({ alg: "HS256", typ: "call-leg+jwt" })
      .setSubject(leg.legId)
      .setIssuer("storeline")
      .setAudience("call")
      .setIssuedAt()
      .setExpirationTime(until)
      .sign(key);
  expect(await verifyLegToken(await made(derivedKey("call"), "1h"))).toEqual(leg);
  expect(await verifyLegToken(await made(derivedKey("call"), "-1s"))).toBeNull();
  expect(await verifyLegToken(await made(derivedKey("another"), "1h"))).toBeNull();
  expect(await verifyLegToken(`${await mintLegToken(leg)}x`)).toBeNull();
});
