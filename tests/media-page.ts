import { MediaLeg } from "@/components/calls/media/media-leg";
import { openMicrophone } from "@/components/calls/media/microphone";
import type { AttachAnswer, CallTransportEvents } from "@/components/calls/media/transport";
import type { AttachLeg } from "@/server/contract/call-media";

/* A page with one leg, for `media-leg.browser.test.ts`: the test is its server. */

type Bridge = {
  toServer(event: "call_attach" | "call_signal" | "call_alive", value: unknown): Promise<unknown>;
  fromServer(event: "call_plan" | "call_signal", value: never): void;
  startLeg(leg: AttachLeg): void;
  leg: MediaLeg;
};
const bridge = globalThis as unknown as Bridge;

let events: CallTransportEvents | null = null;
bridge.fromServer = (event, value) => (event === "call_plan" ? events?.plan(value) : events?.signal(value));

bridge.startLeg = (leg) => {
  bridge.leg = new MediaLeg({
    ...leg,
    input: () => openMicrophone(null),
    transport: {
      listen(listener) {
        events = listener;
        listener.connected();
        return () => {
          events = null;
        };
      },
      attach: (input) => bridge.toServer("call_attach", input) as Promise<AttachAnswer>,
      signal: (signal) => void bridge.toServer("call_signal", signal),
      alive: (input) => void bridge.toServer("call_alive", input),
      announced() {},
    },
  });
  bridge.leg.start();
};
