import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { io } from "socket.io-client";
import { callOf, ringingFor } from "@/components/calls/call-view";
import { MediaLeg } from "@/components/calls/media/media-leg";
import { type CallSocket, socketTransport } from "@/components/calls/media/transport";
import { openPhone } from "@/components/calls/phone/open-phone";
import { Softphone } from "@/components/calls/softphone";
import { tabDevice } from "@/components/calls/tab-device";
import { BROWSERS } from "@/server/contract/constants";
import type { LiveCall, SupervisionMode } from "@/server/contract/live-calls";
import type { AppRouter } from "@/server/trpc/root";

/* The calls of one person without the screens around them: the softphone of the workspace, on the server's own procedures and socket. */

const READ_MS = 150;
const client = createTRPCClient<AppRouter>({
  links: [httpBatchLink({ url: "/api/trpc", headers: { "x-storeline": "1" } })],
});

export type Desk = {
  client: typeof client;
  softphone: Softphone;
  /** The latest that the server has said. */
  calls: LiveCall[];
  ringing(): LiveCall[];
  mine(): LiveCall | null;
  answer(): Promise<void>;
  /** Takes the audio over to this tab. */
  move(): Promise<void>;
  /** Calls the customer of a conversation. */
  callOut(conversationId: string): Promise<void>;
  /** Supervises the call of a colleague, or does so in another way. */
  supervise(input: { callId: string; mode: SupervisionMode }): Promise<void>;
};
declare global {
  var desk: Desk;
}

async function open(): Promise<void> {
  const meId = new URL(location.href).searchParams.get("me") ?? "";
  const deviceId = await tabDevice(sessionStorage);
  const socket = io({ transports: ["websocket"], reconnectionDelay: 200, reconnectionDelayMax: 500 });
  const account = () => client.calls.openPhone.mutate({ deviceId });
  const softphone = new Softphone({
    transport: socketTransport(socket as unknown as CallSocket),
    memory: sessionStorage,
    deviceId,
    openLeg: (options) => new MediaLeg(options),
    openPhone: (provider) => openPhone(provider, account),
  });
  const onThisTab = async (call: LiveCall | null | undefined, ask: typeof client.calls.answer.mutate) => {
    if (!call) throw new Error("there is no such call");
    await softphone.prepare(call);
    await ask({ callId: call.id, deviceId });
  };
  const read = async () => {
    desk.calls = await client.calls.mine.query().catch(() => desk.calls);
    const view = callOf(desk.calls, meId);
    const line = view && { callId: view.call.id, legId: view.mine.id, muted: view.mine.muted };
    const isListening = view?.mine.supervision === "listen";
    softphone.follow(line && view ? { ...line, provider: view.call.provider, isListening } : null);
    setTimeout(() => void read(), READ_MS);
  };
  globalThis.desk = {
    ...{ client, softphone, calls: [] },
    ringing: () => ringingFor(desk.calls, meId),
    mine: () => callOf(desk.calls, meId)?.call ?? null,
    answer: () => onThisTab(desk.ringing()[0], client.calls.answer.mutate),
    move: () => onThisTab(desk.mine(), client.calls.move.mutate),
    async callOut(conversationId) {
      const callId = crypto.randomUUID();
      await softphone.prepare({ id: callId, provider: BROWSERS });
      await client.calls.callOut.mutate({ callId, conversationId, deviceId });
    },
    async supervise({ callId, mode }) {
      if (softphone.state.callId !== callId) softphone.prepareToListen(callId);
      await client.calls.supervise.mutate({ callId, mode, deviceId });
    },
  };
  void read();
}
void open();
