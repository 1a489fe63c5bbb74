import { TWILIO } from "@/server/contract/constants";
import type { LoggedEvent } from "@/server/contract/events";
import type { Service } from "@/server/contract/service";
import type { VoiceProvider, VoiceWebhook } from "@/server/contract/voice";
import type { Ctx } from "@/server/domain/context";
import type { Env } from "@/server/lib/env";
import { health } from "@/server/lib/health";
import { TWILIO_API } from "@/server/twilio/account";
import type { TwilioVoiceConfig } from "./config";
import type { TwilioWorker } from "./worker";

export type TwilioVoice = {
  provider: VoiceProvider;
  /** The webhook endpoint, and what runs as long as the process, on every node. */
  open(ctx: Ctx): { webhook: VoiceWebhook; services: Service[] };
  onEvents(batch: readonly LoggedEvent[]): void;
};

/** Twilio as the environment configures it for calls, or null when it does not. */
export async function openTwilio(env: Env): Promise<TwilioVoice | null> {
  const config = configOf(env);
  if (!config) return null;
  // Twilio's SDK is large, so it is loaded where it is used only.
  const [{ TwilioVoiceApi }, { checkTwilio }, { twilioVoice }, { createTwilioWorker }, { twilioWebhook }] =
    await Promise.all([
      import("./api"),
      import("./numbers"),
      import("./voice"),
      import("./worker"),
      import("./webhook"),
    ]);
  const api = new TwilioVoiceApi(config);
  const check = checkTwilio(api);
  health.phoneSystems.set(TWILIO, check.isUp);
  let worker: TwilioWorker | null = null;
  return {
    provider: twilioVoice(config, check),
    open(ctx) {
      const opened = createTwilioWorker(ctx, api, config);
      worker = opened;
      return { webhook: twilioWebhook({ ctx, config, api, wake: opened.wake }), services: [check, opened] };
    },
    onEvents: (batch) => worker?.onEvents(batch),
  };
}

function configOf(env: Env): TwilioVoiceConfig | null {
  const {
    TWILIO_VOICE_ACCOUNT_SID: accountSid,
    TWILIO_VOICE_AUTH_TOKEN: authToken,
    TWILIO_VOICE_API_KEY_SID: keySid,
    TWILIO_VOICE_API_KEY_SECRET: keySecret,
    TWILIO_VOICE_APP_SID: appSid,
  } = env;
  if (!accountSid || !authToken || !keySid || !keySecret || !appSid) return null;
  return {
    ...{ accountSid, authToken, appSid, apiKey: { sid: keySid, secret: keySecret } },
    ...(env.TWILIO_VOICE_AUTH_TOKEN_NEXT ? { authTokenNext: env.TWILIO_VOICE_AUTH_TOKEN_NEXT } : {}),
    apiBase: (env.TWILIO_VOICE_API_BASE ?? TWILIO_API).replace(/\/+$/, ""),
    edges: env.TWILIO_VOICE_EDGES.split(","),
    publicUrl: env.PUBLIC_URL,
  };
}
