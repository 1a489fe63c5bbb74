import { decodeJwt, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Identity } from "@/server/contract/customers";
import { Id } from "@/server/contract/ids";
import { derivedKey } from "./keys";

const AUDIENCE = "widget";
const ISSUER = "storeline";
const TYPE = "visitor+jwt";

const Claims = z.object({
  sub: Id,
  /** The endpoint's address (the site's widget key). */
  key: z.string().min(1).max(80),
  /** The account of the endpoint's connection, as `accountOf` names it. */
  acc: z.string().min(1).max(80),
  name: z.string().max(80).nullish(),
  known: z
    .array(z.object({ kind: z.string().max(120), value: z.string().max(200) }))
    .max(5)
    .default([]),
});

/** A visitor of a site's chat. `known`: further identities proven by the site; the first is always `external:<key>`. */
export type Visitor = { visitorId: Id; key: string; account: string; name: string | null; known: Identity[] };

/** @returns a token that is valid only for the widget's endpoints, for 180 days */
export function mintVisitorToken(visitor: Visitor): Promise<string> {
  const { key, account: acc, name, known } = visitor;
  return new SignJWT({ key, acc, name, known })
    .setProtectedHeader({ alg: "HS256", typ: TYPE })
    .setSubject(visitor.visitorId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime("180d")
    .sign(derivedKey(AUDIENCE));
}

/** @returns the visitor, or null unless it is our own, unexpired widget token */
export async function verifyVisitorToken(token: string): Promise<Visitor | null> {
  try {
    const { payload } = await jwtVerify(token, derivedKey(AUDIENCE), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      issuer: ISSUER,
      typ: TYPE,
      requiredClaims: ["exp", "sub"],
    });
    return toVisitor(payload);
  } catch {
    return null;
  }
}

/** Decodes a token without verifying it: only for choosing the connection, and after `verifyVisitorToken`. */
export function unsafeVisitor(token: string): Visitor | null {
  try {
    return toVisitor(decodeJwt(token));
  } catch {
    return null;
  }
}

export function bearer(authorization: string | undefined): string | null {
  return /^Bearer ([\w.-]{1,4000})$/i.exec(authorization ?? "")?.[1] ?? null;
}

function toVisitor(payload: unknown): Visitor | null {
  const claims = Claims.safeParse(payload);
  if (!claims.success) return null;
  const { sub, key, acc, name, known } = claims.data;
  return { visitorId: sub, key, account: acc, name: name ?? null, known: known as Identity[] };
}
