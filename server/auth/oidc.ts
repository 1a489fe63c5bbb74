import type { OAuthConfig } from "next-auth/providers/oauth";
import { env } from "@/server/lib/env";

type Profile = { sub: string; email?: string; email_verified?: boolean; name?: string };

/** The name on the button of the sign-in page, or null when no provider is configured. */
export function oidcName(): string | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_NAME } = env();
  return OIDC_ISSUER && OIDC_CLIENT_ID ? (OIDC_NAME ?? "single sign-on") : null;
}

/** The retailer's identity provider, by discovery. State and PKCE bind the answer to this browser. */
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
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state"],
    profile: (profile) => ({ id: profile.sub, email: profile.email ?? null, name: profile.name ?? null }),
  };
}

/** The address a provider vouches for. An unverified one is worth nothing: anybody could have typed it. */
export function verifiedEmail(profile: unknown): string | null {
  const { email, email_verified } = (profile ?? {}) as Profile;
  return typeof email === "string" && email_verified === true ? email : null;
}
