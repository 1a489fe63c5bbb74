import type { LoggedEvent } from "@/server/contract/events";
import type { Service } from "@/server/contract/service";
import type { VoiceProvider } from "@/server/contract/voice";
import type { Ctx } from "@/server/domain/context";
import { systemClock } from "@/server/lib/clock";
import type { Env } from "@/server/lib/env";
import { health } from "@/server/lib/health";
import { iceServers } from "@/server/lib/ice-servers";
import { checkPhoneSystem, type PhoneSystemCheck, TRUNK } from "../check-phone-system";
import { Ari, type Endpoint } from "./ari";
import { ASTERISK } from "./arrive";
import { asteriskVoice } from "./voice";
import { type AsteriskWorker, createAsteriskWorker } from "./worker";

const CHECK_MS = 5000;

export type Asterisk = {
  provider: VoiceProvider;
  /** What runs as long as the process, on every node. */
  services(ctx: Ctx): Service[];
  onEvents(batch: readonly LoggedEvent[]): void;
};

/** The phone system of the environment, or null when none is configured. */
export function openAsterisk(env: Env): Asterisk | null {
  const {
    ASTERISK_ARI_URL: url,
    ASTERISK_ARI_USER: user,
    ASTERISK_ARI_PASSWORD: password,
    ASTERISK_SIP_URL: sipUrl,
  } = env;
  if (!url || !user || !password || !sipUrl) return null;
  const trunk = env.ASTERISK_TRUNK ?? null;
  const ari = new Ari({ url: new URL(url), user, password, app: env.ASTERISK_ARI_APP });
  const check = checkPhoneSystem(ASTERISK, CHECK_MS, () => ari.get("asterisk/ping"));
  health.phoneSystems.set(ASTERISK, check.isUp);
  const checks = trunk ? [check, checkTrunk(ari, trunk)] : [check];
  let worker: AsteriskWorker | null = null;
  return {
    provider: asteriskVoice({
      ari,
      sipUrl,
      canCall: () => trunk !== null && check.isUp(),
      iceServers: () => iceServers(env, systemClock()),
    }),
    services(ctx) {
      worker = createAsteriskWorker(ctx, ari, trunk);
      return [...checks, worker];
    },
    onEvents: (batch) => worker?.onEvents(batch),
  };
}

/** A trunk that is not asked by Asterisk (`qualify_frequency = 0`) counts as answering. */
function checkTrunk(ari: Ari, trunk: string): PhoneSystemCheck {
  const ask = async () => {
    const { state } = await ari.get<Endpoint>(`endpoints/PJSIP/${trunk}`);
    if (state !== "online") throw new Error("the trunk is offline");
  };
  const check = checkPhoneSystem(ASTERISK, CHECK_MS, ask, TRUNK);
  health.phoneTrunks.set(trunk, check.isUp);
  return check;
}
