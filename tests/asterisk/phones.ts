import { inject } from "vitest";
import { freePort } from "../pg";
import { PhoneNetwork } from "./phone-network";
import {
  type AsteriskPlan,
  type AsteriskServer,
  type Extension,
  rtpPorts,
  startAsterisk,
  TRUNK,
} from "./start-asterisk";

type Options = {
  fallback?: string;
  extensions?: readonly Extension[];
  pbx?: (carrier: AsteriskPlan["peer"]) => AsteriskPlan["own"];
};

/** Storeline's Asterisk and the telephone network, connected by a trunk. */
export type Phones = { edge: AsteriskServer; network: AsteriskServer; outside: PhoneNetwork; close(): Promise<void> };

/**
 * @param fallback the number of a phone behind the trunk that rings while Storeline is away
 * @param extensions in place of the trunk: what Storeline's Asterisk registers as, at the other one
 * @param pbx in place of the trunk: what Storeline's Asterisk has of its own, being the store's PBX
 */
export async function openPhones({ fallback, extensions, pbx }: Options = {}): Promise<Phones> {
  const installed = inject("asterisk");
  // A server is known by its address: browsers, which have the first one, must not be taken for the trunk.
  const near = { host: "127.0.0.1", port: await freePort() };
  const far = { host: "127.0.0.2", port: await freePort() };
  const edge = await startAsterisk(installed, {
    ...{ greetings: "tones", name: "edge", app: "storeline", sip: near, peer: far, rtpFrom: rtpPorts(0) },
    ...(extensions ? { join: extensions } : {}),
    ...(pbx ? { join: "none", own: pbx(far) } : {}),
    ...(fallback ? { fallback: `PJSIP/${fallback}@${TRUNK}` } : {}),
  });
  const network = await startAsterisk(installed, {
    greetings: "shipped",
    name: "outside",
    ...(extensions ? { join: "none" } : {}),
    app: "outside",
    sip: far,
    peer: near,
    rtpFrom: rtpPorts(1),
  });
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
