import { type JWTPayload, jwtVerify } from "jose";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import type { Db } from "@/db/client";
import type { Identity } from "@/server/contract/customers";
import { DomainError, invalidInput } from "@/server/contract/errors";
import { type WidgetSession, WidgetSessionInput } from "@/server/contract/sockets";
import { type WidgetSite, widgetSite } from "@/server/domain/settings/widget-site";
import { currentMs } from "@/server/lib/clock";
import { mintVisitorToken, type Visitor, verifyVisitorToken } from "@/server/lib/visitor-token";

/** The visitor's identity as the retailer's site signed it. */
const Proven = z.object({
  sub: z.string().min(1).max(120),
  email: z.email().max(200).optional().catch(undefined),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional()
    .catch(undefined),
  name: z.string().trim().min(1).max(80).optional().catch(undefined),
});
type Proven = z.infer<typeof Proven>;

/**
 * Starts or continues a visitor's chat. An earlier token keeps the visitor; a signed identity identifies them. When the site no
 * longer identifies the visitor, or identifies somebody else, a new visitor begins.
 * @throws DomainError "invalid", "not_found" for an unknown key, "unauthenticated" for an invalid identity token
 */
export async function openVisitorSession(db: Db, raw: unknown): Promise<WidgetSession> {
  const input = WidgetSessionInput.safeParse(raw);
  if (!input.success) throw invalidInput(input.error);
  const { key, token, identity } = input.data;
  const site = await widgetSite(db, key.replaceAll("\0", ""));
  if (!site) throw new DomainError("not_found");
  const earlier = token ? await verifyVisitorToken(token) : null;
  const proven = identity ? await proveIdentity(identity, site.config.identitySecret) : null;
  const visitor: Visitor = {
    visitorId: earlier && isSamePerson(earlier, site, proven) ? earlier.visitorId : uuidv7(),
    key: site.key,
    account: site.account,
    name: proven?.name ?? null,
    known: proven ? identitiesOf(site.key, proven) : [],
  };
  return { token: await mintVisitorToken(visitor), visitorId: visitor.visitorId, place: site.place.name };
}

/** The visitor of a token and its site; null when it is invalid or the site was removed. */
export async function visitorFromToken(db: Db, token: string): Promise<{ visitor: Visitor; site: WidgetSite } | null> {
  const visitor = await verifyVisitorToken(token);
  const site = visitor && (await widgetSite(db, visitor.key));
  return visitor && site ? { visitor, site } : null;
}

/** An anonymous visitor stays the same when they are identified; an identified one continues only as themselves. */
function isSamePerson(earlier: Visitor, site: WidgetSite, proven: Proven | null): boolean {
  if (earlier.key !== site.key) return false;
  return earlier.known.length === 0 || earlier.known[0]?.value === proven?.sub;
}

const identitiesOf = (key: string, proven: Proven): Identity[] => [
  { kind: `external:${key}`, value: proven.sub },
  ...(proven.email ? [{ kind: "email" as const, value: proven.email.toLowerCase() }] : []),
  ...(proven.phone ? [{ kind: "phone" as const, value: proven.phone }] : []),
];

const CLOCK_SKEW_SECONDS = 30;
/**
 * A page opens the chat soon after it was sent with a token, so a token that is found later, in a log or history, must be
 * worthless.
 */
const MAX_IDENTITY_MINUTES = 15;

/** Accepts one algorithm, our audience and a short lifetime only. */
async function proveIdentity(token: string, secret: string | undefined): Promise<Proven> {
  try {
    if (!secret) throw new Error("the site has no identity secret");
    const { payload } = await jwtVerify(token, Buffer.from(secret), {
      algorithms: ["HS256"],
      audience: "storeline",
      requiredClaims: ["exp", "sub"],
      clockTolerance: CLOCK_SKEW_SECONDS,
    });
    refuseLongLife(payload);
    return Proven.parse(payload);
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError("unauthenticated", "identityInvalid");
  }
}

/** Says what is wrong with the token, because only somebody who can sign it gets here. */
function refuseLongLife({ iat, nbf, exp = 0 }: JWTPayload): void {
  const from = iat ?? nbf;
  if (from === undefined) throw new DomainError("unauthenticated", "identityNoIat");
  if (from > currentMs() / 1000 + CLOCK_SKEW_SECONDS) throw new DomainError("unauthenticated", "identityFuture");
  if (exp <= from) throw new DomainError("unauthenticated", "identityOrder");
  if (exp - from > MAX_IDENTITY_MINUTES * 60)
    throw new DomainError("unauthenticated", "identityTooLong", { minutes: MAX_IDENTITY_MINUTES });
}
