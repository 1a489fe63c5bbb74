import type { Service } from "@/server/contract/service";
import { log } from "@/server/lib/log";
import { intervalService } from "@/server/lib/services";

/** Asks again and again, on every node, whether a phone system answers. */
export type PhoneSystemCheck = Service & { isUp(): boolean };
/** What the log says when it begins to answer, and when it stops. */
type Says = { up: string; down: string; alert: string };

const SYSTEM: Says = {
  up: "the phone system can be reached",
  down: "the phone system cannot be reached",
  alert: "phone_system_down",
};
/** Of the trunk or the extension by which a phone system reaches a PBX. */
export const TRUNK: Says = {
  up: "the PBX answers the phone system",
  down: "the PBX does not answer the phone system, or refuses its password",
  alert: "phone_trunk_down",
};

/** @param ask rejects while the phone system does not answer */
export function checkPhoneSystem(
  provider: string,
  everyMs: number,
  ask: () => Promise<unknown>,
  says: Says = SYSTEM,
): PhoneSystemCheck {
  let isUp: boolean | null = null;
  const check = async () => {
    const answers = await ask().then(
      () => true,
      () => false,
    );
    if (answers === isUp) return;
    if (answers) log.info({ provider }, says.up);
    else log.error({ provider, alert: says.alert }, says.down);
    isUp = answers;
  };
  const service = intervalService({ name: `${provider}-${says.alert}`, everyMs, run: check });
  return {
    ...service,
    isUp: () => isUp ?? false,
    async start() {
      await service.start();
      await check();
    },
  };
}
