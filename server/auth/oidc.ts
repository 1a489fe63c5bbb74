import { decodeJwt } from "jose";
import type { OAuthConfig, UserinfoEndpointHandler } from "next-auth/providers/oauth";
import { env } from "@/server/lib/env";

type Profile = { sub: string; email?: string; email_verified?: boolean; name?: string };

/** The name on the button of the sign-in page, or null when no provider is configured. */
export function oidcName(): string | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_NAME } = env();
  return OIDC_ISSUER && OIDC_CLIENT_ID ? (OIDC_NAME ?? "single sign-on") : null;
}

/** The timeout of each response of the provider. */
const TIMEOUT_MS = 10_000;

/**
 * The retailer's identity provider, by discovery. State, PKCE and a nonce bind the response to this browser. Every sign-in asks
 * for credentials, even if the provider remembers the last person, because tablets are shared.
 */
export function oidcProvider(): OAuthConfig<Profile> | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env();
  const name = oidcName();
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || name === null) return null;
  return {
    id: "oidc",
    name,
    type: "oauth",
    wellKnown: `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId: OIDC_CLIENT_ID,
    ...(OIDC_CLIENT_SECRET
      ? { clientSecret: OIDC_CLIENT_SECRET }
      : { client: { token_endpoint_auth_method: "none" as const } }),
    authorization: { params: { scope: "openid email profile", prompt: "login" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    userinfo: { request: claimsOf },
    httpOptions: { timeout: TIMEOUT_MS },
    profile: (profile) => ({ id: profile.sub, email: profile.email ?? null, name: profile.name ?? null }),
  };
}

/** The provider's claims about the person. A lean ID token only identifies them; userinfo adds the rest and must have the same subject. */
const claimsOf: NonNullable<UserinfoEndpointHandler["request"]> = async ({ client, tokens }) => {
  // The OpenID client has just checked its signature, audience, times and nonce.
  const claims = decodeJwt<Profile>(tokens.id_token ?? "");
  const isComplete = claims.email !== undefined && claims.email_verified !== undefined;
  if (isComplete || !client.issuer.metadata.userinfo_endpoint) return claims;
  const said = await client.userinfo<Profile>(tokens.access_token ?? "");
  if (said.sub !== claims.sub) throw new Error("userinfo is about somebody else");
  return said;
};

/** The verified email address. An unverified one is ignored, because anybody could have entered it. */
export function verifiedEmail(profile: unknown): string | null {
  const { email, email_verified } = (profile ?? {}) as Profile;
  return typeof email === "string" && email_verified === true ? email : null;
}
