import { freePort } from "../pg";
import { PhoneNetwork } from "./phone-network";
import { type AsteriskServer, startAsterisk, TRUNK } from "./start-asterisk";

/** Storeline's Asterisk and the telephone network, connected by a trunk. */
export type Phones = { edge: AsteriskServer; network: AsteriskServer; outside: PhoneNetwork; close(): Promise<void> };

/** @param fallback the number of a phone behind the trunk that rings while Storeline is away */
export async function openPhones({ fallback }: { fallback?: string } = {}): Promise<Phones> {
  // A server is known by its address: browsers, which have the first one, must not be taken for the trunk.
  const near = { host: "127.0.0.1", port: await freePort() };
  const far = { host: "127.0.0.2", port: await freePort() };
  const edge = await startAsterisk({
    ...{ name: "edge", app: "storeline", sip: near, peer: far, rtpFrom: 20_000 },
    ...(fallback ? { fallback: `PJSIP/${fallback}@${TRUNK}` } : {}),
  });
  const network = await startAsterisk({ name: "outside", app: "outside", sip: far, peer: near, rtpFrom: 20_400 });
  const outside = await PhoneNetwork.open(network);
  return {
    edge,
    network,
    outside,
    async close() {
      outside.close();
      await Promise.all([edge.stop(), network.stop()]);
    },
  };
}
