import { useEffect, useState } from "preact/hooks";
import { CallEntry } from "./call-entry";
import type { Chat } from "./chat";
import type { ChatState } from "./chat-state";
import { currentMs } from "./clock";
import { Composer } from "./composer";
import { answering } from "./hours";
import { Messages } from "./messages";
import { t } from "./text";

type Props = { siteKey: string; chat: Chat; focusRequested: EventTarget; onClose: () => void };

/** The chat panel: header, messages, composer. */
export function Panel({ siteKey, chat, focusRequested, onClose }: Props) {
  const known = useChat(chat);
  const [isTalking, setTalking] = useState(false);
  // During a call the header never says that nobody is there, though everybody may be on a call.
  const state = isTalking ? { ...known, staffed: true } : known;
  return (
    <div class="panel">
      <header>
        <div>
          <h1>{state.place || t("chat")}</h1>
          {/* Shown only while the server's state is current: not before its first response or while disconnected. */}
          <p>{state.connection === "live" ? answering(state, currentMs(), t) : "\u00a0"}</p>
        </div>
        <button type="button" class="icon" aria-label={t("closeChat")} onClick={onClose}>
          <svg
            width="20"
            height="20"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            aria-hidden="true"
          >
            <path d="M5 5l14 14M19 5L5 19" />
          </svg>
        </button>
      </header>
      <Status state={state} retry={() => chat.retry()} />
      <CallEntry
        {...{ siteKey, chat, state: known, onTalking: setTalking }}
        onWrite={() => focusRequested.dispatchEvent(new Event("focus"))}
      />
      <Messages state={state} onRetry={() => chat.retry()} onDiscard={(id) => chat.discard(id)} />
      <div class="hidden" role="log" aria-live="polite" aria-label={t("newMessages")}>
        {state.announced && (
          <p key={state.announced.id}>
            {t("wrote", { author: state.announced.author ?? t("we"), body: state.announced.body })}
          </p>
        )}
      </div>
      <p class="composing" aria-hidden={!state.staffComposing}>
        {state.staffComposing ? t("composing") : ""}
      </p>
      {state.connection !== "unknown_site" && <Composer chat={chat} state={state} focusRequested={focusRequested} />}
    </div>
  );
}

function Status({ state, retry }: { state: ChatState; retry: () => void }) {
  if (state.connection === "unknown_site")
    return (
      <p class="status" role="status">
        {t("notSetUp")}
      </p>
    );
  if (state.connection !== "offline") return null;
  return (
    <p class="status" role="status">
      {t("youAreOffline")}{" "}
      <button type="button" onClick={retry}>
        {t("retry")}
      </button>
    </p>
  );
}

function useChat(chat: Chat): ChatState {
  const [state, setState] = useState(chat.state);
  useEffect(() => {
    setState(chat.state);
    return chat.subscribe(() => setState(chat.state));
  }, [chat]);
  return state;
}
