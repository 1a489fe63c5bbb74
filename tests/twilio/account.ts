import type { TwilioVoiceConfig } from "@/server/voice/twilio/config";

export const ACCOUNT = `AC${"a".repeat(32)}`;
export const TOKEN = "the auth token of the tests";
export const PUBLIC_URL = "https://store.example.com";

export const voiceConfig = (apiBase: string): TwilioVoiceConfig => ({
  ...{ accountSid: ACCOUNT, authToken: TOKEN, apiBase, publicUrl: PUBLIC_URL, edges: ["roaming"] },
  ...{ apiKey: { sid: `SK${"b".repeat(32)}`, secret: "the secret of the key" }, appSid: `AP${"c".repeat(32)}` },
});
