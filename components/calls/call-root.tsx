"use client";
import { useEffect, useMemo, useState } from "react";
import { useCallSocket } from "@/components/client/realtime";
import { useTRPCClient } from "@/components/client/trpc";
import { BROWSERS } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import type { LiveCall } from "@/server/contract/live-calls";
import { type CallActions, CallActionsContext } from "./call-actions";
import { CallDesk } from "./call-desk";
import { isRequested } from "./call-request";
import { socketRecording } from "./media/recording-line";
import { socketTransport } from "./media/transport";
import { openPhone } from "./phone/open-phone";
import { recordedLegs, Softphone } from "./softphone";
import { tabDevice } from "./tab-device";

/** My calls with the audio of this tab, and what can be done with them on the server. */
export function CallRoot({ calls }: { calls: readonly LiveCall[] }) {
  const softphone = useSoftphone();
  return softphone && <Connected calls={calls} softphone={softphone} />;
}

/** Null until the socket is there and the tab knows which device it is. */
function useSoftphone(): Softphone | null {
  const socket = useCallSocket();
  const client = useTRPCClient();
  const [softphone, setSoftphone] = useState<Softphone | null>(null);
  useEffect(() => {
    if (!socket) return;
    let isGone = false;
    const memory = window.sessionStorage;
    void tabDevice(memory).then((deviceId) => {
      const account = () => client.calls.openPhone.mutate({ deviceId });
      const open = (provider: string) => openPhone(provider, account);
      const openLeg = recordedLegs(socketRecording(socket));
      const ports = { transport: socketTransport(socket), memory, deviceId, openLeg, openPhone: open };
      if (!isGone) setSoftphone(new Softphone(ports));
    });
    return () => {
      isGone = true;
    };
  }, [socket, client]);
  return softphone;
}

function Connected({ calls, softphone }: { calls: readonly LiveCall[]; softphone: Softphone }) {
  const actions = useActions(softphone);
  return (
    <CallActionsContext value={actions}>
      <CallDesk calls={calls} softphone={softphone} />
    </CallActionsContext>
  );
}

function useActions(softphone: Softphone): CallActions {
  const client = useTRPCClient();
  return useMemo(() => {
    const { calls } = client;
    const { deviceId } = softphone;
    type Here = { callId: Id; deviceId: Id };
    /** The microphone first: whoever answers without one is a person whom the customer cannot hear. */
    const here = async (call: Pick<LiveCall, "id" | "provider">, ask: (input: Here) => Promise<unknown>) => {
      await softphone.prepare(call);
      await settled(call.id, ask);
    };
    const settled = async (callId: Id, ask: (input: Here) => Promise<unknown>) => {
      try {
        await ask({ callId, deviceId });
      } catch (error) {
        softphone.abandon(callId);
        throw error;
      }
    };
    /** What was said before a pause is recorded. */
    const recorded = <T,>(ask: () => Promise<T>): Promise<T> => softphone.flushRecording().then(ask);
    /** Nothing of a pause is recorded, however late its plan arrives. */
    const paused = async <T,>(isPause: boolean, ask: () => Promise<T>): Promise<T> => {
      if (isPause) await softphone.suspendRecording();
      try {
        const answer = await ask();
        if (!isPause) softphone.resumeRecording();
        return answer;
      } catch (error) {
        softphone.resumeRecording();
        throw error;
      }
    };
    return {
      callOut: ({ callId, conversationId, to }) =>
        // Which provider carries it, the server decides; every one needs the microphone.
        here({ id: callId, provider: BROWSERS }, async (input) => {
          // Canceled while the browser asked for the microphone.
          if (isRequested(callId)) return calls.callOut.mutate({ ...input, conversationId, ...(to && { to }) });
          softphone.abandon(callId);
        }),
      answer: (call) => here(call, (input) => calls.answer.mutate(input)),
      move: (call) => here(call, (input) => calls.move.mutate(input)),
      decline: (callId) => calls.decline.mutate({ callId }),
      hangUp: (callId) => calls.hangUp.mutate({ callId }),
      hold: (callId, held) => paused(held, () => calls.hold.mutate({ callId, held })),
      pauseRecording: (callId, isPause) =>
        paused(isPause, () => calls.pauseRecording.mutate({ callId, paused: isPause })),
      takeCard: (callId, entryId) => calls.takeCard.mutate({ callId, entryId }),
      cancelCard: (callId) => calls.cancelCard.mutate({ callId }),
      mute: (callId, muted) => calls.mute.mutate({ callId, muted }),
      supervise: async (callId, mode) => {
        if (softphone.state.callId !== callId) softphone.prepareToListen(callId);
        await settled(callId, (input) => calls.supervise.mutate({ ...input, mode }));
      },
      takeOver: (callId) => calls.takeOver.mutate({ callId }),
      consult: (callId, to) => recorded(() => calls.consult.mutate({ callId, to })),
      cancelConsult: (callId) => calls.cancelConsult.mutate({ callId }),
      join: (callId) => calls.join.mutate({ callId }),
      completeTransfer: (callId) => calls.completeTransfer.mutate({ callId }),
      transfer: (callId, to, card) => recorded(() => calls.transfer.mutate({ callId, to, card })),
    };
  }, [client, softphone]);
}
