// Imported only by Next: next-auth 4 is CommonJS, and under Node's own ESM its default exports arrive as objects.

import { cookies } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { DomainError } from "@/server/contract/errors";
import { authenticate } from "@/server/domain/team/authenticate";
import { endSession } from "@/server/domain/team/end-session";
import { findPerson } from "@/server/domain/team/find-person";
import { SESSION_SECONDS, startSession } from "@/server/domain/team/start-session";
import { systemClock } from "@/server/lib/clock";
import { DEVICE_COOKIE, DEVICE_SECONDS, deviceCookieIn, rememberDevice } from "@/server/lib/device-token";
import { env } from "@/server/lib/env";
import { log } from "@/server/lib/log";
import { ctxFor, SIGN_IN } from "./ctx";
import { oidcProvider, verifiedEmail } from "./oidc";

/** Set by `server/http/routes.ts` on every request, overwriting what the client sent. */
const ADDRESS_HEADER = "x-client-address";

const password = CredentialsProvider({
  name: "Password",
  credentials: { email: { type: "email" }, password: { type: "password" } },
  async authorize(credentials, request) {
    const address = request.headers?.[ADDRESS_HEADER];
    try {
      const { email, password } = credentials ?? {};
      const deviceCookie = deviceCookieIn(request.headers?.cookie);
      const attempt = { email, password, address: address ?? null, deviceCookie };
      const person = await authenticate(await ctxFor(SIGN_IN), attempt);
      if (person && email) await keepDevice(rememberDevice(deviceCookie, email, systemClock()));
      return person;
    } catch (error) {
      // next-auth puts the message into its response, so it is only the code.
      if (error instanceof DomainError) throw new Error(error.code);
      log.error({ err: error }, "sign-in failed");
      throw new Error("unavailable");
    }
  },
});

/** Adds the device cookie to Next's response. */
async function keepDevice(value: string): Promise<void> {
  (await cookies()).set(DEVICE_COOKIE, value, {
    httpOnly: true,
    sameSite: "lax",
    secure: env().PUBLIC_URL.startsWith("https:"),
    path: "/api/auth",
    maxAge: DEVICE_SECONDS,
  });
}

/** Back to the sign-in page, which has a sentence for this word. */
const refusedFor = (word: string): string => `${env().PUBLIC_URL}/login?error=${word}`;

/**
 * The beginnings of the OpenID library's own sentences, and the error codes of OAuth. Other text in a callback's address may
 * come from anybody.
 */
const REASONS =
  /^(?:(?:aud|azp|iss|nonce|state|sub|userinfo sub) (?:mismatch|missing|is missing)|JWT (?:expired|not active yet|issued too far)|failed to validate JWT signature|unexpected (?:JWT alg|iss value)|missing required JWT property|id_token not present|no applicable code flow|outgoing request timed out|userinfo is about somebody else|(?:access_denied|login_required|interaction_required|consent_required|account_selection_required|invalid_(?:request|client|grant|scope)|unauthorized_client|unsupported_(?:response|grant)_type|server_error|temporarily_unavailable)\b)/;

/** Why a provider's response was refused, limited to texts that are known to quote nothing. */
function reasonOf(error: unknown): string | undefined {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === "string" ? REASONS.exec(message)?.[0] : undefined;
}

const callbacks: NextAuthOptions["callbacks"] = {
  /** A provider's verified e-mail signs in an existing person; nobody is created, nothing is linked. */
  async signIn({ user, account, profile }) {
    if (account?.type === "credentials") return true;
    const email = verifiedEmail(profile);
    if (email === null) return refusedFor("unverified");
    try {
      const person = await findPerson(await ctxFor(SIGN_IN), email);
      if (!person) return refusedFor("AccessDenied");
      user.id = person.id;
      user.name = person.name;
      return true;
    } catch (error) {
      // next-auth would put the message into the URL.
      log.error({ err: error }, "sign-in failed");
      return refusedFor("unavailable");
    }
  },
  /** `user` is set only at sign-in, when the session's row is created. The token has its id and no personal data. */
  async jwt({ token, user }) {
    if (!user) return token;
    const { sid } = await startSession(await ctxFor(SIGN_IN), { userId: user.id });
    return { sid };
  },
  async session({ session }) {
    return { expires: session.expires };
  },
};

/** next-auth's settings. A missing secret stops the process before this (`server/lib/env.ts`). */
export function authOptions(): NextAuthOptions {
  const oidc = oidcProvider();
  return {
    secret: env().SECRET,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/login", error: "/login", signOut: "/login" },
    providers: oidc ? [password, oidc] : [password],
    callbacks,
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === "string") await endSession(await ctxFor(SIGN_IN), { sid: token.sid });
      },
    },
    logger: {
      error: (code, about) => {
        const err = "error" in about ? about.error : about;
        log.warn({ code, reason: reasonOf(err), err }, "next-auth refused");
      },
      warn: () => {},
      debug: () => {},
    },
  };
}
