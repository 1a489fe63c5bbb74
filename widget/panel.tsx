import { useEffect, useState } from "preact/hooks";
import type { Chat } from "./chat";
import type { ChatState } from "./chat-state";
import { Composer } from "./composer";
import { Messages } from "./messages";

type Props = { chat: Chat; focusRequested: EventTarget; onClose: () => void };

/** The whole chat: who we are, what was said, and where to write. */
export function Panel({ chat, focusRequested, onClose }: Props) {
  const state = useChat(chat);
  return (
    <div class="panel">
      <header>
        <div>
          <h1>{state.place || "Chat"}</h1>
          {/* Only what the server says now: before its first answer, and while the line is down, nobody knows. */}
          <p>{state.connection !== "live" ? "\u00a0" : state.staffed ? "We're online" : "We're offline right now"}</p>
        </div>
        <button type="button" class="icon" aria-label="Close chat" onClick={onClose}>
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
      <Messages state={state} onRetry={() => chat.retry()} onDiscard={(id) => chat.discard(id)} />
      <div class="hidden" role="log" aria-live="polite" aria-label="New messages">
        {state.announced && (
          <p key={state.announced.id}>{`${state.announced.author ?? "We"} wrote: ${state.announced.body}`}</p>
        )}
      </div>
      <p class="composing" aria-hidden={!state.staffComposing}>
        {state.staffComposing ? "Writing an answer …" : ""}
      </p>
      {state.connection !== "unknown_site" && <Composer chat={chat} state={state} focusRequested={focusRequested} />}
    </div>
  );
}

function Status({ state, retry }: { state: ChatState; retry: () => void }) {
  if (state.connection === "unknown_site")
    return (
      <p class="status" role="status">
        This chat is not set up on this page.
      </p>
    );
  if (state.connection !== "offline") return null;
  return (
    <p class="status" role="status">
      You are offline. What you write is kept and sent when you are back.{" "}
      <button type="button" onClick={retry}>
        Retry
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
