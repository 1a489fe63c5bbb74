"use client";
import { clsx } from "clsx";
import { Ban, Lock, Paperclip, SendHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useChannels } from "@/components/client/channels";
import { useComposing, useViewers } from "@/components/client/realtime";
import { MentionButton, Mentions, NoteHelp } from "@/components/mentions/mentions";
import { useMentions } from "@/components/mentions/use-mentions";
import { SavedReplies, SavedRepliesButton } from "@/components/replies/saved-replies";
import { useSavedReplies } from "@/components/replies/use-saved-replies";
import { useShortcuts } from "@/components/shell/shortcuts";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { lazyComponent } from "@/components/ui/lazy";
import { Segmented } from "@/components/ui/segmented";
import { useFormat } from "@/components/ui/use-format";
import { MAX_BODY } from "@/server/contract/constants";
import type { AttachmentView, ConversationDetail } from "@/server/contract/conversations";
import type { DestinationRef } from "@/server/contract/destinations";
import type { Id } from "@/server/contract/ids";
import type { Mention } from "@/server/contract/mentions";
import { DestinationNotice, DestinationPicker } from "./destination-picker";
import { type Mode, useBegunReply, useDraft, useOtherDraft } from "./drafts";
import { useInsertable } from "./insertion";
import { limitProblem, ReplyLength } from "./reply-limit";
import { UploadChips } from "./upload-chips";
import { ACCEPT, useUploads } from "./uploads";
import { useDestination } from "./use-destination";

export type Outgoing = {
  mode: Mode;
  body: string;
  attachments: AttachmentView[];
  resolveAfter: boolean;
  /** Where a reply goes; null for a note. */
  to: DestinationRef | null;
  channel: string | null;
  savedReplyIds: Id[];
  mentions: Mention[];
};
type Props = { detail: ConversationDetail; onSend: (outgoing: Outgoing) => void };

const SendLater = lazyComponent(() => import("./scheduling/send-later").then((code) => code.SendLater));
const OtherDraft = lazyComponent(() => import("./other-draft").then((code) => code.OtherDraft));

/** Replies and notes are written here, as separate drafts. Send warns when a colleague is replying. */
export function Composer({ detail, onSend }: Props) {
  const t = useTranslations("composer");
  const format = useFormat();
  const { row, can } = detail;
  const [mode, setMode] = useState<Mode>(can.reply ? "reply" : "note");
  const [text, setText] = useDraft(row.id, mode);
  const hasOther = useOtherDraft(row.id, mode) !== null;
  const { uploads, add, remove, retry, clear } = useUploads(row.id);
  const say = useComposing(row.id);
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const helpId = useId();
  const other = useViewers(row.id).find((viewer) => viewer.composing === "reply");
  const isNote = mode === "note";
  const [replyText] = useDraft(row.id, "reply");
  const destination = useDestination(detail, replyText !== "" || uploads.length > 0);
  const channel = destination.current?.channel ?? null;
  const described = useChannels().of(channel);
  const isBlocked = !isNote && (!can.reply || destination.blocked !== null);
  const ready = uploads.flatMap((upload) => upload.attachment ?? []);
  const isUploading = uploads.some((upload) => !upload.attachment && !upload.error);
  const files = isNote ? [] : ready;
  const saved = useSavedReplies({ input, detail, text, isOff: isNote || isBlocked });
  const mentioning = useMentions({ input, row, text, isOff: !isNote });
  const limit = isNote || isBlocked ? null : limitProblem(described, text, files.length, { t, format });
  const problem = limit ?? saved.problem;
  const canSend = !isBlocked && problem === null && !isUploading && (text.trim() !== "" || files.length > 0);

  const focus = (next: Mode) => () => {
    setMode(next);
    requestAnimationFrame(() => input.current?.focus());
  };
  useShortcuts([
    { keys: "r", label: t("reply"), group: "Conversation", run: focus("reply") },
    { keys: "n", label: t("note"), group: "Conversation", run: focus("note") },
  ]);
  useBegunReply(row.id, focus("reply"));
  useInsertable(input, { mode, placeId: row.place.id, isBlocked });
  // An empty field means that the person has stopped writing.
  useEffect(() => {
    if (text === "") say(null);
  }, [text, say]);

  function send(resolveAfter: boolean) {
    if (!canSend) return;
    const goes = isNote ? { to: null, channel: null } : { to: destination.to, channel };
    onSend({
      mode,
      body: text,
      attachments: files,
      resolveAfter: resolveAfter && !isNote,
      ...goes,
      savedReplyIds: saved.take(),
      mentions: isNote ? [...mentioning.chosen] : [],
    });
    setText("", []);
    if (!isNote) clear();
    say(null);
    input.current?.focus();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      send(event.shiftKey);
    }
    if (event.key === "Escape") input.current?.blur();
  }

  return (
    <section
      aria-label={t("composer")}
      className="relative shrink-0 px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
    >
      <SavedReplies {...saved} />
      <Mentions {...mentioning} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a drop zone; the paperclip button is its twin */}
      <div
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          if (!isNote && !isBlocked) add(event.dataTransfer.files);
        }}
        className={clsx(
          "overflow-hidden rounded-xl border shadow-raised focus-within:border-accent",
          isNote ? "border-note-line bg-note" : "border-line bg-raised",
        )}
      >
        {!isNote && isBlocked && (
          <Banner tone="danger" icon={<Ban aria-hidden />} role="status">
            {destination.blocked ?? t("readOnly")}
          </Banner>
        )}
        {!isNote && can.reply && <DestinationNotice customer={row.customer.name} destination={destination} />}
        {problem && (
          <Banner tone="danger" icon={<Ban aria-hidden />} role="status">
            {problem}
          </Banner>
        )}
        {other && !isNote && !isBlocked && (
          <Banner tone="warning" role="status">
            {t.rich("isReplying", {
              name: other.name,
              b: (name) => <strong className="font-semibold">{name}</strong>,
            })}
          </Banner>
        )}
        {hasOther && <OtherDraft conversationId={row.id} mode={mode} onDecided={focus(mode)} />}
        {!isNote && <UploadChips uploads={uploads} onRemove={remove} onRetry={retry} />}
        <textarea
          ref={input}
          aria-label={isNote ? t("noteField") : t("replyField", { customer: row.customer.name })}
          aria-describedby={helpId}
          dir="auto"
          rows={1}
          maxLength={MAX_BODY}
          disabled={isBlocked}
          placeholder={
            isNote ? t("noteHint") : isBlocked ? t("blocked") : row.assignee ? t("replyHint") : t("claimHint")
          }
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value !== "") say(mode);
          }}
          onBlur={() => say(null)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (isNote || event.clipboardData.files.length === 0) return;
            event.preventDefault();
            add(event.clipboardData.files);
          }}
          className="thin-scroll field-sizing-content block max-h-[9.5rem] min-h-12 w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-md outline-none disabled:cursor-not-allowed"
        />
        <div className="flex flex-wrap items-center gap-x-1 gap-y-2 px-2 pb-2 expanded:gap-x-2">
          <Segmented
            label={t("kind")}
            className="max-expanded:[&>button]:px-2"
            value={mode}
            onChange={setMode}
            options={[
              { value: "reply", label: t("reply"), keys: "r" },
              {
                value: "note",
                keys: "n",
                label: (
                  <span className="inline-flex items-center gap-1.5">
                    <Lock aria-hidden className="size-3 max-expanded:hidden" /> {t("note")}
                  </span>
                ),
              },
            ]}
          />
          {!isNote && (
            <>
              <IconButton
                label={t("attach")}
                disabled={isBlocked || described?.capabilities.attachments === false}
                icon={<Paperclip className="size-4" />}
                onClick={() => picker.current?.click()}
              />
              <input
                ref={picker}
                type="file"
                hidden
                multiple
                accept={ACCEPT}
                onChange={(event) => {
                  if (event.target.files) add(event.target.files);
                  event.target.value = "";
                }}
              />
            </>
          )}
          {isNote ? <MentionButton {...mentioning} /> : <SavedRepliesButton {...saved} />}
          {!isNote && can.reply && <DestinationPicker destinations={detail.destinations} destination={destination} />}
          {/* On phones a line of its own, while something is written. */}
          <div
            className={clsx(
              "flex min-w-0 flex-1 items-center gap-2",
              !isNote && "max-expanded:order-last max-expanded:basis-full",
              !isNote && text === "" && "max-expanded:hidden",
            )}
          >
            <span id={helpId} className="flex min-w-0 flex-1 items-center gap-2">
              {!isNote && <ReplyLength channel={described} text={text} />}
              {isNote && <NoteHelp {...mentioning} />}
            </span>
            {!isNote && (
              <SendLater
                row={row}
                body={text}
                to={destination.to}
                seenSeq={detail.items.at(-1)?.seq ?? 0}
                savedReplyIds={saved.take}
                problem={files.length > 0 ? "files" : canSend ? null : "nothing"}
                onScheduled={() => {
                  setText("");
                  say(null);
                  input.current?.focus();
                }}
              />
            )}
          </div>
          <Button
            variant={other && !isNote ? "secondary" : "primary"}
            size="md"
            className="ms-auto max-expanded:size-12 max-expanded:px-0!"
            disabled={!canSend}
            onClick={() => send(false)}
            aria-keyshortcuts="Control+Enter"
          >
            <span className="max-expanded:sr-only">{isNote ? t("addNote") : other ? t("sendAnyway") : t("send")}</span>
            <SendHorizontal aria-hidden className="size-4 rtl:-scale-x-100" />
          </Button>
        </div>
      </div>
    </section>
  );
}
