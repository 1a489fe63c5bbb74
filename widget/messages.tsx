import { useLayoutEffect, useRef } from "preact/hooks";
import type { PublicAttachment, PublicMessage } from "@/server/contract/sockets";
import type { ChatState } from "./chat-state";
import type { Pending } from "./outbox";
import { t } from "./text";

type Props = { state: ChatState; onRetry: () => void; onDiscard: (clientMessageId: string) => void };

/** The messages, oldest first. Rendered only as text. The list is labeled but not live; a separate log announces messages. */
export function Messages({ state, onRetry, onDiscard }: Props) {
  const box = useRef<HTMLElement>(null);
  const count = state.messages.length + state.pending.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry is what moves the view
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <section class="thread" aria-label={t("conversation")} ref={box} tabIndex={0}>
      {state.greeting && <p class="greeting">{state.greeting}</p>}
      <ol>
        {state.messages.map((message, index) => (
          <Entry key={message.id} message={message} previous={state.messages[index - 1]} />
        ))}
        {state.pending.map((entry) => (
          <Waiting key={entry.clientMessageId} entry={entry} onRetry={onRetry} onDiscard={onDiscard} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ message, previous }: { message: PublicMessage; previous: PublicMessage | undefined }) {
  const at = new Date(message.at);
  const newDay = !previous || new Date(previous.at).toDateString() !== at.toDateString();
  const who = message.from === "customer" ? t("you") : (message.author ?? t("us"));
  return (
    <>
      {newDay && (
        <li class="day">{at.toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" })}</li>
      )}
      <li class={message.from}>
        <small>
          {who} · <time dateTime={message.at}>{clock(at)}</time>
        </small>
        {message.body && <p>{message.body}</p>}
        {message.attachments.map((file) => (
          <Attachment key={file.id} file={file} />
        ))}
      </li>
    </>
  );
}

function Attachment({ file }: { file: PublicAttachment }) {
  return (
    <a class="file" href={file.url} target="_blank" rel="noopener noreferrer">
      {file.mime.startsWith("image/") ? (
        <img src={file.url} alt={file.name} loading="lazy" />
      ) : (
        t("file", { name: file.name })
      )}
    </a>
  );
}

function Waiting({ entry, onRetry, onDiscard }: { entry: Pending } & Omit<Props, "state">) {
  const { state, clientMessageId } = entry;
  return (
    <li class={`customer ${state}`}>
      <small>{t(state === "refused" ? "notSent" : state === "accepted" ? "sent" : "sending")}</small>
      {entry.text && <p>{entry.text}</p>}
      {entry.attachmentNames.map((name) => (
        <span class="file" key={name}>
          {t("file", { name })}
        </span>
      ))}
      {state === "refused" && (
        <span class="why" role="status">
          {entry.reason}{" "}
          <button type="button" onClick={onRetry}>
            {t("retry")}
          </button>
          <button type="button" onClick={() => onDiscard(clientMessageId)}>
            {t("discard")}
          </button>
        </span>
      )}
    </li>
  );
}

const clock = (at: Date) => at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
