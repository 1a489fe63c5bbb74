import { validateRequest, validateRequestWithBody } from "twilio/lib/webhooks/webhooks.js";
import type { RawRequest } from "@/server/contract/channel";
import { readForm } from "./form";

/** Without a token nothing is accepted. */
export type SigningTokens = {
  authToken: string;
  /** The secondary token, only while tokens are being rotated. */
  authTokenNext?: string;
  /** When the rotation ends; without it, it lasts until `authTokenNext` is removed. */
  rotationEndsAt?: string;
};

/**
 * Whether Twilio signed this request, by the SDK's own rules (constant-time; with and without a default port). Only the
 * configured public URL counts, never a header that names a host. Without a token nothing is accepted.
 */
export function isSigned(raw: RawRequest, config: SigningTokens, now: Date): boolean {
  const signature = raw.headers["x-twilio-signature"];
  if (!signature) return false;
  return tokens(config, now).some((token) => signedWith(token, signature, raw));
}

function signedWith(token: string, signature: string, raw: RawRequest): boolean {
  try {
    // A body that is not a form is covered by its hash in the signed query.
    if (new URL(raw.url).searchParams.has("bodySHA256"))
      return validateRequestWithBody(token, signature, raw.url, raw.body.toString("utf8"));
    return validateRequest(token, signature, raw.url, readForm(raw.body));
  } catch {
    return false;
  }
}

function tokens(config: SigningTokens, now: Date): string[] {
  const rotating = !config.rotationEndsAt || now < new Date(config.rotationEndsAt);
  return [config.authToken, rotating ? config.authTokenNext : undefined].filter((token): token is string => !!token);
}
