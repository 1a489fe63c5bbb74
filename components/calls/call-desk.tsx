"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";
import { uuidv7 } from "uuidv7";
import { useMe } from "@/components/client/realtime";
import { useErrorText } from "@/components/client/use-error-text";
import { useShortcuts } from "@/components/shell/shortcuts";
import { toastError } from "@/components/ui/toast";
import type { Id } from "@/server/contract/ids";
import type { LiveCall } from "@/server/contract/live-calls";
import { AfterCall } from "./after-call";
import { problemOf } from "./audio-problem";
import type { BarActions } from "./bar-actions";
import { useCallActions } from "./call-actions";
import { CallBar } from "./call-bar";
import { useCallRequest } from "./call-request";
import { CallTransferDialog } from "./call-transfer-dialog";
import { type CallView, callOf, canHoldOrTransfer, ringingFor } from "./call-view";
import { getCallWish, subscribeToCallWishes, wishForCall } from "./call-wishes";
import { AskedCallback } from "./callbacks/callback-dialog";
import { CallbackDue } from "./callbacks/callback-due";
import { CallingOut } from "./calling-out";
import { ConsultDialog } from "./consult-dialog";
import { EndCallDialog } from "./end-call-dialog";
import { useEnded } from "./ended-note";
import { Ring, type RingProblem } from "./ring";
import { HOLD_KEYS, MUTE_KEYS } from "./shortcut-keys";
import type { Softphone } from "./softphone";

type OpenDialog = { kind: "end" | "consult" | "transfer"; view: CallView };

/** My calls on screen: those that ring, the one I am on, and the dialogs about it. */
export function CallDesk({ calls, softphone }: { calls: readonly LiveCall[]; softphone: Softphone }) {
  const me = useMe();
  const phone = useSyncExternalStore(softphone.subscribe, softphone.get, softphone.get);
  const view = callOf(calls, me.id);
  const ringing = ringingFor(calls, me.id);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const request = useCallRequest();
  const { ended, dismiss } = useEnded(view);
  const answering = useAnswering();
  const muting = useMuting(view, softphone, phone.media?.muted);
  useFollow(view, softphone);
  useWishes();
  const bar = useBarActions(view, muting.mute, (kind) => view && setDialog({ kind, view }));
  return (
    <>
      {ringing.length > 0 && <Ring calls={ringing} {...answering} />}
      {view && <CallBar {...{ view, phone, softphone }} isMuted={muting.isMuted} actions={bar} />}
      {!view && request && <CallingOut key={request.callId} request={request} />}
      {!view && !request && <AfterCall ended={ended} dismiss={dismiss} />}
      {view && <BarShortcuts view={view} isMuted={muting.isMuted} actions={bar} />}
      {!view && !request && ringing.length === 0 && <CallbackDue />}
      <AskedCallback />
      {dialog && <CallDialog dialog={dialog} view={view} onClose={() => setDialog(null)} />}
    </>
  );
}

/** Carries out what was asked of my calls elsewhere on the page. */
function useWishes(): void {
  const actions = useCallActions();
  const failed = useFailed();
  const wish = useSyncExternalStore(subscribeToCallWishes, getCallWish, () => null);
  useEffect(() => {
    if (!wish) return;
    wishForCall(null);
    actions.supervise(wish.callId, "listen").catch(failed);
  }, [wish, actions, failed]);
}

/** Connects the audio of this tab to the call that I am on. */
function useFollow(view: CallView | null, softphone: Softphone): void {
  const callId = view?.call.id;
  const legId = view?.mine.id;
  const muted = view?.mine.muted ?? false;
  const provider = view?.call.provider;
  const isListening = view?.mine.supervision === "listen";
  useEffect(() => {
    softphone.follow(callId && legId && provider ? { callId, legId, muted, provider, isListening } : null);
  }, [softphone, callId, legId, muted, provider, isListening]);
  useEffect(() => () => softphone.close(), [softphone]);
}

/** Shows why an action on a call failed. */
function useFailed(): (error: unknown) => void {
  const t = useTranslations("calls");
  const errorText = useErrorText();
  return (error) => {
    const problem = problemOf(error);
    toastError(
      problem ? `${t(`problem.${problem}.title`)}. ${t(`problem.${problem}.fix`)}` : errorText(error, t("bar.failed")),
    );
  };
}

function useAnswering() {
  const actions = useCallActions();
  const failed = useFailed();
  const [answeringId, setAnsweringId] = useState<Id | null>(null);
  const [problem, setProblem] = useState<RingProblem | null>(null);
  const onAnswer = async (call: LiveCall) => {
    if (answeringId) return;
    const { id } = call;
    setAnsweringId(id);
    setProblem(null);
    try {
      await actions.answer(call);
    } catch (error) {
      const found = problemOf(error);
      // A microphone problem is shown inside the ringing call; other failures mostly mean that the call is gone.
      if (found) setProblem({ callId: id, problem: found });
      else failed(error);
    }
    setAnsweringId(null);
  };
  const onDecline = ({ id }: LiveCall) => void actions.decline(id).catch(failed);
  return { answeringId, problem, onAnswer: (call: LiveCall) => void onAnswer(call), onDecline };
}

/** Muting acts at once in this tab; then the server is asked. An unmute that the server refuses is undone. */
function useMuting(view: CallView | null, softphone: Softphone, isMutedHere: boolean | undefined) {
  const t = useTranslations("calls");
  const actions = useCallActions();
  const isMuted = isMutedHere ?? view?.mine.muted ?? false;
  const mute = (muted: boolean) => {
    if (!view) return;
    softphone.setMuted(muted);
    actions.mute(view.call.id, muted).catch(() => {
      if (muted) return;
      softphone.setMuted(true);
      toastError(t("bar.muteFailed", { customer: view.call.customer.name }));
    });
  };
  return { isMuted, mute };
}

function useBarActions(
  view: CallView | null,
  mute: BarActions["mute"],
  ask: (kind: OpenDialog["kind"]) => void,
): BarActions {
  const actions = useCallActions();
  const failed = useFailed();
  const act = (work: (callId: Id) => Promise<unknown>) => () => {
    if (view) work(view.call.id).catch(failed);
  };
  return {
    mute,
    pauseRecording: (paused) => act((id) => actions.pauseRecording(id, paused))(),
    takeCard: () => act((id) => actions.takeCard(id, uuidv7()))(),
    cancelCard: act(actions.cancelCard),
    hold: (held) => act((id) => actions.hold(id, held))(),
    consult: () => ask("consult"),
    transfer: () => ask("transfer"),
    end: () => ask("end"),
    leave: act(actions.hangUp),
    cancelConsult: act(actions.cancelConsult),
    join: act(actions.join),
    complete: act(actions.completeTransfer),
    takeOver: () => {
      if (view) actions.move(view.call).catch(failed);
    },
    supervise: (mode) => act((id) => actions.supervise(id, mode))(),
    takeCall: act(actions.takeOver),
  };
}

function BarShortcuts({ view, isMuted, actions }: { view: CallView; isMuted: boolean; actions: BarActions }) {
  const t = useTranslations("calls");
  useShortcuts([
    {
      ...{ keys: MUTE_KEYS, group: "Call", overDialogs: true },
      label: t("shortcuts.mute"),
      run: () => actions.mute(!isMuted),
    },
    {
      ...{ keys: HOLD_KEYS, group: "Call", overDialogs: true },
      label: t("shortcuts.hold"),
      run: () => canHoldOrTransfer(view) && actions.hold(view.stage !== "on_hold"),
    },
  ]);
  return null;
}

/** The open dialog about a call. When the call is over it closes; the transfer dialog stays, so that its card can be copied. */
function CallDialog({ dialog, view, onClose }: { dialog: OpenDialog; view: CallView | null; onClose: () => void }) {
  const t = useTranslations("calls");
  const actions = useCallActions();
  const failed = useFailed();
  const { call } = dialog.view;
  const isOver = view?.call.id !== call.id;
  const isPointless = dialog.kind !== "transfer" && (isOver || !canHoldOrTransfer(view));
  useEffect(() => {
    if (isPointless) onClose();
  }, [isPointless, onClose]);
  if (isPointless) return null;
  const blocked = isOver ? t("handover.over") : canHoldOrTransfer(view) ? null : t("handover.notNow");
  if (dialog.kind === "transfer") return <CallTransferDialog call={call} blocked={blocked} onClose={onClose} />;
  if (dialog.kind === "consult") return <ConsultDialog call={call} onClose={onClose} />;
  const end = () => {
    onClose();
    actions.hangUp(call.id).catch(failed);
  };
  return <EndCallDialog customer={call.customer.name} onEnd={end} onClose={onClose} />;
}
