import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { UploadedFile } from "./api";
import type { Chat } from "./chat";
import type { ChatState } from "./chat-state";
import { ContactField } from "./contact-field";
import { t } from "./text";
import { useContact } from "./use-contact";

const KINDS = "image/jpeg,image/png,image/webp,image/gif,application/pdf";
const MAX_MB = 5;
const MAX_FILES = 5;

type Props = { chat: Chat; state: ChatState; focusRequested: EventTarget };

/** The visitor's composer. When nobody is online it also asks for a contact for the reply. */
export function Composer({ chat, state, focusRequested }: Props) {
  const { staffed } = state;
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const contact = useContact(chat, state);
  const { files, problem, attach, remove, clear } = useFiles(chat);
  const field = useRef<HTMLTextAreaElement>(null);
  // A layout effect, because the page responds to "ready" at once and an effect after the first paint would be too late.
  useLayoutEffect(() => {
    const focus = () => field.current?.focus();
    focusRequested.addEventListener("focus", focus);
    return () => focusRequested.removeEventListener("focus", focus);
  }, [focusRequested]);

  const send = async (event: Event) => {
    event.preventDefault();
    if (contact.isBusy) return;
    const typed = contact.unsaved;
    // An invalid contact must be corrected first; one that could not be validated is sent with the message.
    if (typed !== null && !(await contact.save())) return;
    const isChecked = chat.state.contact !== null;
    chat.send(text, files, {
      name: staffed ? null : name.trim() || null,
      contact: typed !== null && !isChecked ? typed : null,
    });
    setText("");
    clear();
    field.current?.focus();
  };
  return (
    <form onSubmit={send}>
      {(!staffed || state.contact || contact.isEditing) && (
        <fieldset>
          <legend>{t(staffed ? "ifYouLeave" : "leaveMessage")}</legend>
          {!staffed && (
            <label>
              {t("name")}
              <input value={name} maxLength={80} autoComplete="name" onInput={(e) => setName(e.currentTarget.value)} />
            </label>
          )}
          <ContactField state={state} draft={contact} />
        </fieldset>
      )}
      {problem && (
        <p class="why" role="alert">
          {problem}
        </p>
      )}
      {files.map((file) => (
        <span class="chip" key={file.id}>
          {file.name}
          <button type="button" aria-label={t("removeFile", { name: file.name })} onClick={() => remove(file.id)}>
            ×
          </button>
        </span>
      ))}
      <div class="row">
        <label class="icon attach">
          <span class="hidden">{t("attach")}</span>
          <span aria-hidden="true">+</span>
          <input
            type="file"
            class="hidden"
            accept={KINDS}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              event.currentTarget.value = "";
              if (file) void attach(file);
            }}
          />
        </label>
        <textarea
          ref={field}
          aria-label={t("message")}
          placeholder={t("message")}
          rows={1}
          maxLength={4000}
          value={text}
          readOnly={contact.isBusy}
          onInput={(event) => {
            setText(event.currentTarget.value);
            chat.composing();
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) void send(event);
          }}
        />
        <button type="submit" class="send" disabled={contact.isBusy || (text.trim() === "" && files.length === 0)}>
          {t("send")}
        </button>
      </div>
    </form>
  );
}

/** Files are uploaded when chosen, so that sending is one small request that can be repeated. */
function useFiles(chat: Chat) {
  const [files, setFiles] = useState<UploadedFile[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const attach = async (file: File) => {
    setProblem(null);
    if (!KINDS.split(",").includes(file.type)) return setProblem(t("wrongKind"));
    if (file.size > MAX_MB * 1024 * 1024) return setProblem(t("fileTooLarge", { size: MAX_MB }));
    if (files.length >= MAX_FILES) return setProblem(t("tooManyFiles", { count: MAX_FILES }));
    const answer = await chat.upload(file);
    if ("failed" in answer) return setProblem(answer.reason);
    setFiles((now) => [...now, { ...answer.ok, name: answer.ok.name || file.name }]);
  };
  const remove = (id: string) => setFiles((now) => now.filter((file) => file.id !== id));
  return { files, problem, attach, remove, clear: () => setFiles([]) };
}
