import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { Id } from "@/server/contract/ids";
import { derivedKey } from "./keys";

const AUDIENCE = "call";
const ISSUER = "storeline";
const TYPE = "call-leg+jwt";
/** Longer than calls are. A reload asks for another one. */
const LIFE = "4h";

const Claims = z.object({ sub: Id, call: Id });
/** A customer's side of a call. */
export type CustomerLeg = { callId: Id; legId: Id };

/** @returns a token with which a customer's browser carries the audio of this leg, and ends its call; nothing else */
export function mintLegToken({ callId, legId }: CustomerLeg): Promise<string> {
  return new SignJWT({ call: callId })
    .setProtectedHeader({ alg: "HS256", typ: TYPE })
    .setSubject(legId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(LIFE)
    .sign(derivedKey(AUDIENCE));
}

/** @returns the leg, or null for anything but a token of ours for calls that has not expired */
export async function verifyLegToken(token: string): Promise<CustomerLeg | null> {
  try {
    const { payload } = await jwtVerify(token, derivedKey(AUDIENCE), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      issuer: ISSUER,
      typ: TYPE,
      requiredClaims: ["exp", "sub"],
    });
    const claims = Claims.safeParse(payload);
    return claims.success ? { callId: claims.data.call, legId: claims.data.sub } : null;
  } catch {
    return null;
  }
}
