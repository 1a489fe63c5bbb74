"use client";
import { ArrowRightLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useMe } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import { toastUndo } from "@/components/ui/toast";
import type { Id } from "@/server/contract/ids";
import { setDraft, useDraft } from "./drafts";
import { useInbox } from "./inbox-state";
import { movedText } from "./moved-words";
import { dropPending, putPending, usePending } from "./outbox";
import { UnsentText } from "./unsent-text";
import { holdAttachments, useUploads } from "./uploads";
import type { UnreadableReason } from "./use-access-loss";

/** The person's unsent text in this conversation: the drafts, and messages that the server has not accepted. */
function Unsent({ conversationId }: { conversationId: Id }) {
  const t = useTranslations("moved");
  const me = useMe();
  const [reply] = useDraft(conversationId, "reply");
  const [note] = useDraft(conversationId, "note");
  const { uploads, clear } = useUploads(conversationId);
  const pending = usePending(conversationId);
  const discard = (mode: "reply" | "note", text: string) => {
    const attachments = mode === "reply" ? uploads.flatMap((upload) => upload.attachment ?? []) : [];
    setDraft({ userId: me.id, conversationId, mode }, "");
    if (mode === "reply") clear();
    const restore = () => {
      setDraft({ userId: me.id, conversationId, mode }, text);
      holdAttachments(me.id, conversationId, attachments);
    };
    toastUndo(t("discarded"), { label: t("undo"), run: restore });
  };
  const files = uploads.map(({ name }) => name);
  return (
    <div className="mx-auto flex w-full max-w-xl flex-col gap-3 empty:hidden">
      {(reply !== "" || files.length > 0) && (
        <UnsentText
          label={t("unsentReply")}
          text={reply}
          isNote={false}
          files={files}
          onDiscard={() => discard("reply", reply)}
        />
      )}
      {note !== "" && (
        <UnsentText label={t("unsavedNote")} text={note} isNote files={[]} onDiscard={() => discard("note", note)} />
      )}
      {pending.map((entry) => (
        <UnsentText
          key={entry.clientMessageId}
          label={entry.mode === "note" ? t("noteNotSaved") : t("replyNotSent")}
          text={entry.body}
          isNote={entry.mode === "note"}
          files={entry.attachments.map(({ name }) => name)}
          reason={entry.reason}
          onDiscard={() => {
            dropPending(entry.clientMessageId);
            toastUndo(t("discarded"), { label: t("undo"), run: () => putPending(entry) });
          }}
        />
      ))}
    </div>
  );
}

/** Replaces a thread that this person may no longer read: says what happened, and shows their unsent text and a link back. */
export function MovedThread({ conversationId, lost }: { conversationId: Id; lost: UnreadableReason }) {
  const t = useTranslations("moved");
  const { close } = useInbox();
  const root = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // A person who was writing keeps typing for a moment, and those keys must not run the list's shortcuts.
  useEffect(() => {
    if (document.activeElement !== document.body && document.activeElement !== null) return;
    const target = root.current?.querySelector<HTMLElement>("[data-unsent]") ?? heading.current;
    target?.focus({ preventScroll: true });
  }, []);
  const { title, text } = movedText(lost, t);
  return (
    <div ref={root} className="thin-scroll flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto px-4 py-8">
      <div className="mx-auto flex max-w-md flex-col items-center gap-2 text-center">
        <div
          aria-hidden
          className="mb-1 flex size-11 items-center justify-center rounded-full bg-accent-soft text-accent-ink"
        >
          <ArrowRightLeft className="size-5" />
        </div>
        {lost.customer && (
          <bdi className="max-w-full truncate text-muted text-sm" dir="auto">
            {lost.customer}
          </bdi>
        )}
        <div role="alert" className="flex flex-col gap-1">
          <h2 ref={heading} tabIndex={-1} className="text-balance font-semibold text-lg focus:outline-none">
            {title}
          </h2>
          <p className="text-pretty text-muted text-sm">{text}</p>
        </div>
        <Button variant="primary" size="md" className="mt-2" onClick={close}>
          {t("backToList")}
        </Button>
      </div>
      <Unsent conversationId={conversationId} />
    </div>
  );
}
