import type { Service } from "@/server/contract/service";
import { log } from "@/server/lib/log";
import { intervalService } from "@/server/lib/services";
import type { Ari } from "./ari";
import { ASTERISK } from "./arrive";

const EVERY_MS = 5000;

/** Asks every five seconds, on every node, whether the phone system answers. */
export type PhoneSystemCheck = Service & { isUp(): boolean };

export function checkPhoneSystem(ari: Pick<Ari, "get">): PhoneSystemCheck {
  let isUp: boolean | null = null;
  const check = async () => {
    const answers = await ari.get("asterisk/ping").then(
      () => true,
      () => false,
    );
    if (answers === isUp) return;
    if (answers) log.info({ provider: ASTERISK }, "the phone system can be reached");
    else log.error({ provider: ASTERISK, alert: "phone_system_down" }, "the phone system cannot be reached");
    isUp = answers;
  };
  const service = intervalService({ name: "phone-system-check", everyMs: EVERY_MS, run: check });
  return {
    ...service,
    isUp: () => isUp ?? false,
    async start() {
      await service.start();
      await check();
    },
  };
}
