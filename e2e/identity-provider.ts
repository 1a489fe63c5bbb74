import { spawn } from "node:child_process";
import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type APIRequestContext, expect } from "@playwright/test";
import Provider from "oidc-provider";
import { end, ready } from "@/tests/node-process";
import { freePort } from "@/tests/pg";

/* A real identity provider and a server that trusts it, as two sites. */

/** An account at the identity provider. */
export type Account = { email?: string; email_verified?: boolean; name?: string };
export type IdentityProvider = {
  issuer: string;
  accounts: Map<string, Account>;
  /** Modifies requests of our server to the provider. */
  bend: (asked: URL) => unknown;
  /** Claims that the userinfo endpoint returns instead of the account's own. */
  userinfo: (Account & { sub: string }) | null;
  isDown: boolean;
  stop(): Promise<void>;
};

const CLIENT = { id: "storeline", secret: "what only the provider and the server know" };
export const NAME = "Contoso";

/** @param redirectUri the redirect address of its only client */
export async function startProvider(redirectUri: string): Promise<IdentityProvider> {
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const self: IdentityProvider = {
    issuer,
    accounts: new Map(),
    bend: () => {},
    userinfo: null,
    isDown: false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const provider = makeProvider(self, redirectUri);
  const handle = provider.callback();
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (self.isDown) return void req.socket.destroy();
    const url = new URL(req.url ?? "/", issuer);
    if (url.pathname.startsWith("/interaction/")) return ask(provider, req, res);
    if (url.pathname === "/me" && self.userinfo)
      return void res.setHeader("content-type", "application/json").end(JSON.stringify(self.userinfo));
    if (url.pathname === "/auth") self.bend(url);
    req.url = url.pathname + url.search;
    await handle(req, res);
  }
  return self;
}

function makeProvider({ issuer, accounts }: IdentityProvider, redirectUri: string): Provider {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key: JsonWebKey = privateKey.export({ format: "jwk" });
  return new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...key, kty: "RSA", alg: "RS256", use: "sig", kid: "one" }] },
    cookies: { keys: ["the provider's own cookies"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    findAccount: (_ctx, id) => {
      const known = accounts.get(id);
      return known && { accountId: id, claims: () => ({ ...known, sub: id }) };
    },
    // The retailer's own client, so no consent screen is shown.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: CLIENT.id, accountId: oidc.session?.accountId });
      grant.addOIDCScope("openid email profile");
      grant.addOIDCClaims(["email", "email_verified", "name"]);
      await grant.save();
      return grant;
    },
  });
}

/** The provider's sign-in page, which needs only a name. */
async function ask(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== "POST") {
    const page = `<!doctype html><html lang="en"><title>${NAME}</title><h1>Who are you?</h1><form method="post">
      <label>Account <input name="login"></label> <button>Continue</button> <button name="cancel" value="1">Cancel</button></form>`;
    return void res.setHeader("content-type", "text/html").end(page);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const accountId = form.get("login") ?? "";
  const result = form.has("cancel") ? { error: "access_denied" } : { login: { accountId } };
  await provider.interactionFinished(req, res, result);
}

export type Trusting = { url: string; stop(): Promise<void> };

/** Starts another server with the browser tests' shop, where people can sign in through this provider. */
export async function startTrusting(port: number, issuer: string): Promise<Trusting> {
  const url = `http://127.0.0.1:${port}`;
  const oidc = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, OIDC_NAME: NAME };
  // The provider listens on one of the addresses that "localhost" may have; a busy server must not give up on it for another.
  const NODE_OPTIONS = "--dns-result-order=ipv4first --no-network-family-autoselection";
  const env = { ...process.env, NODE_OPTIONS, PORT: String(port), PUBLIC_URL: url, LOG_LEVEL: "debug", ...oidc };
  const child = spawn("node", ["scripts/e2e-server.mjs"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const stop = async () => void (await end(child, "SIGTERM"));
  const gone = once(child, "exit").then(() => Promise.reject(new Error("the server ended before it was ready")));
  const up = expect.poll(() => ready(port), { message: "the server starts", timeout: 240_000 }).toBe(200);
  try {
    await Promise.race([up, gone]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** Starts the provider and the server of a test file. */
export async function startBoth(): Promise<{ provider: IdentityProvider; app: Trusting; stop(): Promise<void> }> {
  const port = await freePort();
  const provider = await startProvider(`http://127.0.0.1:${port}/api/auth/callback/oidc`);
  const app = await startTrusting(port, provider.issuer);
  const stop = async () => {
    await app.stop();
    await provider.stop();
  };
  return { provider, app, stop };
}

/** Starts sign-in by a request instead of the button. @returns the address at the provider */
export async function begin(browser: APIRequestContext, app: Trusting): Promise<string> {
  const { csrfToken } = await (await browser.get(`${app.url}/api/auth/csrf`)).json();
  const form = { csrfToken, callbackUrl: "/inbox", json: "true" };
  const { url } = await (await browser.post(`${app.url}/api/auth/signin/oidc`, { form })).json();
  return url;
}

/** Signs in at the provider as this account. @returns the callback address, without calling it */
export async function finish(browser: APIRequestContext, provider: IdentityProvider, asked: string, login: string) {
  const step = async (method: "get" | "post", url: string, form?: { login: string }) => {
    const answered = await browser[method](url, { maxRedirects: 0, ...(form ? { form } : {}) });
    return new URL(answered.headers().location ?? "", provider.issuer).href;
  };
  const page = await step("get", asked);
  const callback = await step("get", await step("post", page, { login }));
  expect(callback).toContain("/api/auth/callback/oidc?code=");
  return new URL(callback);
}
