import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { MediaLeg } from "@/components/calls/media/media-leg";
import { openMicrophone } from "@/components/calls/media/microphone";
import { ring as ringtone } from "@/components/calls/media/ringtone";
import { type CallEnd, WebCall, type WebCallState } from "./call";
import { dialCall } from "./call-line";
import { tabMemory } from "./call-memory";
import { addStyle } from "./call-style";
import { type CallKey, t } from "./call-text";
import type { Chat } from "./chat";
import type { ChatState } from "./chat-state";
import { currentMs } from "./clock";
import type { ToPage } from "./protocol";

addStyle();

/** Creates the call of this page. */
export function openCall(chat: Chat, siteKey: string, newId: () => string): WebCall {
  const call = new WebCall({
    newId,
    memory: tabMemory(siteKey),
    start: (callId) => chat.startCall(callId),
    dial: dialCall,
    openMicrophone: () => openMicrophone(null),
    openLeg: (options) => new MediaLeg(options),
  });
  call.ring(chat.state.ring ?? null);
  return call;
}

type Props = {
  call: WebCall;
  /** What the chat knows of the place, and what rings. */
  state: Pick<ChatState, "place" | "ring" | "connection">;
  /** Reports whether staff are on the line. */
  onTalking: (isTalking: boolean) => void;
  onClose: () => void;
  onLeaveMessage: () => void;
};

/** How long a call that was not answered is shown. */
const MISSED_MS = 15_000;

/** The call above the messages of the chat, which remain usable during it. */
export function CallPanel({ call, state: chat, onTalking, onClose, onLeaveMessage }: Props) {
  const state = useCall(call);
  const box = useRef<HTMLElement>(null);
  // The pressed button is gone, so the focus moves here; not after a reload, where nobody has pressed one.
  useEffect(() => {
    if (call.state.phase === "confirming") box.current?.focus();
  }, [call]);
  // Whether it still rings is not known without a connection.
  const ring = (chat.connection === "live" && chat.ring) || null;
  useEffect(() => call.ring(ring), [call, ring]);
  const isIncoming = state.phase === "incoming";
  useEffect(() => {
    if (!isIncoming) return;
    // Says nothing but that: the embedding page is not known here.
    window.parent.postMessage({ storeline: "open" } satisfies ToPage, "*");
    return ringtone(() => {});
  }, [isIncoming]);
  // Nobody has asked for this: a missed ring goes away by itself, once the visitor has had time to read it.
  const isMissed = state.phase === "ended" && state.end === "unanswered";
  useEffect(() => {
    const timer = isMissed ? setTimeout(onClose, MISSED_MS) : undefined;
    return () => clearTimeout(timer);
  }, [isMissed, onClose]);
  const isTalking = state.since !== null;
  useEffect(() => {
    onTalking(isTalking);
    return () => onTalking(false);
  }, [isTalking, onTalking]);
  return (
    <section ref={box} class="call" tabIndex={-1} role={isIncoming ? "alertdialog" : "region"} aria-label={t("region")}>
      <p class="call-state" role={isIncoming ? "alert" : "status"}>
        {words(state, chat.place)}
        {state.since !== null && <Timer since={state.since} />}
      </p>
      {state.notice && (
        <p class="call-hint" role="status">
          {t(state.notice)}
        </p>
      )}
      {state.problem && (
        <p class="why" role="alert">
          {t(state.problem)}
        </p>
      )}
      {state.hasNoAudio && (
        <p class="why" role="alert">
          {t("noAudio")}
        </p>
      )}
      {state.isBlocked && (
        <p class="why">
          {t("soundBlocked")}{" "}
          <button type="button" onClick={() => call.resume()}>
            {t("playSound")}
          </button>
        </p>
      )}
      {state.phase === "confirming" && !state.problem && <p class="call-hint">{t("askHint")}</p>}
      <Buttons {...{ call, state, onClose, onLeaveMessage }} />
    </section>
  );
}

function words({ phase, end, reason, lastedMs }: WebCallState, place: string): string {
  switch (phase) {
    case "confirming":
      return t("ask", { place });
    case "requesting_microphone":
      return t("allow");
    case "on_hold":
      return t("onHold");
    case "ended":
      return reason ?? endWords(end ?? "hung_up", lastedMs);
    default:
      return t(phase, { place });
  }
}

const endWords = (end: CallEnd, lastedMs: number | null): string => {
  if (end !== "hung_up") return t(end);
  return lastedMs === null ? t("endedShort") : t("ended", { duration: duration(lastedMs) });
};

function Buttons({
  call,
  state,
  onClose,
  onLeaveMessage,
}: Pick<Props, "call" | "onClose" | "onLeaveMessage"> & { state: WebCallState }) {
  const { phase, end, muted, problem } = state;
  if (phase === "incoming")
    return (
      <Row>
        <button type="button" class="danger" onClick={() => call.decline()}>
          {t("decline")}
        </button>
        <Main does={problem ? "tryAgain" : "answer"} onClick={() => void call.accept()} />
      </Row>
    );
  if (phase === "confirming")
    return (
      <Row>
        <Plain does="cancel" onClick={onClose} />
        <Main does={problem ? "tryAgain" : "start"} onClick={() => void call.begin()} />
      </Row>
    );
  if (phase === "ended")
    return (
      <Row>
        <Plain does="close" onClick={onClose} />
        {end === "nobody" && <Main does="leaveMessage" onClick={onLeaveMessage} />}
        {(end === "lost" || end === "away") && <Main does="again" onClick={() => void call.begin()} />}
      </Row>
    );
  return (
    <Row>
      {phase !== "requesting_microphone" && (
        <button type="button" class={muted ? "on" : ""} onClick={() => call.setMuted(!muted)}>
          {t(muted ? "unmute" : "mute")}
        </button>
      )}
      <button type="button" class="danger" onClick={() => call.hangUp()}>
        {t(phase === "requesting_microphone" ? "cancel" : "hangUp")}
      </button>
    </Row>
  );
}

const Row = ({ children }: { children: ComponentChildren }) => <div class="row">{children}</div>;
type Does = { does: CallKey; onClick: () => void };
const Plain = ({ does, onClick }: Does) => (
  <button type="button" onClick={onClick}>
    {t(does)}
  </button>
);
const Main = ({ does, onClick }: Does) => (
  <button type="button" class="send" onClick={onClick}>
    {t(does)}
  </button>
);

/** Silent to screen readers, which would read every second of it. */
function Timer({ since }: { since: number }) {
  const [now, setNow] = useState(currentMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(currentMs()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span aria-hidden="true"> · {duration(now - since)}</span>;
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function useCall(call: WebCall): WebCallState {
  const [state, setState] = useState(call.state);
  useEffect(() => {
    setState(call.state);
    return call.subscribe(() => setState(call.state));
  }, [call]);
  return state;
}
