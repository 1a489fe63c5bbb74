import AccessToken from "twilio/lib/jwt/AccessToken.js";
import type { Tab } from "@/server/contract/voice";
import type { TwilioVoiceConfig } from "./config";
import { identityOf } from "./names";

/** The page asks for another one before. */
export const TOKEN_SECONDS = 3600;

/**
 * What lets a browser tab connect to our application, and to nothing else: it cannot be called, and which conference it joins our
 * webhook decides each time. So a token of somebody who has signed out reaches nothing.
 */
export function browserToken({ accountSid, apiKey, appSid }: TwilioVoiceConfig, tab: Tab): string {
  const token = new AccessToken(accountSid, apiKey.sid, apiKey.secret, {
    identity: identityOf(tab),
    ttl: TOKEN_SECONDS,
  });
  token.addGrant(new AccessToken.VoiceGrant({ outgoingApplicationSid: appSid, incomingAllow: false }));
  return token.toJwt();
}
