"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ClipboardCheck, PhoneForwarded } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { useFormat } from "@/components/ui/use-format";
import { MAX_BODY } from "@/server/contract/constants";
import { askedCallback } from "./callbacks/callback-request";
import { hasCallback, useCallbackActions } from "./callbacks/use-callback-actions";
import { useCallbackRows } from "./callbacks/use-callback-rows";
import { useCardOutcome } from "./cards/card-words";
import type { ShownWrapUp } from "./use-wrap-up";
import { dropNote, keepNote, useUnsavedNotes, type WrapUpRef } from "./wrap-up-notes";
import { openedWrapUp } from "./wrap-up-request";

type Props = {
  wrapUp: ShownWrapUp;
  /** How the call ended for me, a moment ago. */
  heading: string | null;
  setTyping: (wrapUp: WrapUpRef | null) => void;
};

/** The work after a call: how it went, a note, and being done. It takes no focus; what is chosen is saved at once. */
export function WrapUpPanel({ wrapUp, heading, setTyping }: Props) {
  const t = useTranslations("wrapUp");
  const { customer, leftMs } = wrapUp;
  const { save, finish, note, problem } = useWrapUp(wrapUp);
  const isGone = useIsGone(wrapUp.id);
  return (
    <section aria-label={t("label", { customer })} className="grid shrink-0 gap-3 bg-rail px-4 py-3 text-rail-ink">
      <div className="flex min-h-6 flex-wrap items-center gap-x-3">
        <ClipboardCheck aria-hidden className="size-5 shrink-0 text-rail-muted" />
        <p role="status" className="nums min-w-0 grow">
          {heading ?? t("label", { customer })}
        </p>
        <TimeLeft leftMs={leftMs} />
      </div>
      <LastCard wrapUpId={wrapUp.id} />
      <Outcomes wrapUpId={wrapUp.id} save={save} />
      <div className="flex flex-wrap items-end gap-2">
        <Textarea
          aria-label={t("note", { customer })}
          placeholder={t("notePlaceholder")}
          rows={1}
          disabled={isGone}
          maxLength={MAX_BODY}
          className="grow basis-56"
          value={note.text}
          onChange={(event) => note.write(event.target.value)}
          onFocus={() => setTyping(wrapUp)}
          onBlur={() => setTyping(null)}
        />
        <div className="ms-auto flex flex-wrap justify-end gap-2">
          <FollowUp wrapUpId={wrapUp.id} />
          {leftMs === null && (
            <Button size="md" onClick={note.discard}>
              {t(note.text.trim() === "" ? "close" : "discard")}
            </Button>
          )}
          <Button size="md" variant="primary" disabled={save.isPending || isGone} onClick={finish}>
            {t(leftMs === null ? "save" : "done")}
          </Button>
        </div>
      </div>
      {isGone && <p role="alert">{t("gone")}</p>}
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}

/** Records of calls are deleted after a while; what was said of the call stays in its entry. */
function useIsGone(wrapUpId: string): boolean {
  const trpc = useTRPC();
  const { error } = useQuery(trpc.settings.wrapUp.queryOptions({ wrapUpId }));
  return error !== null && refusalOf(error)?.code === "not_found";
}

function TimeLeft({ leftMs }: { leftMs: number | null }) {
  const t = useTranslations("wrapUp");
  const format = useFormat();
  if (leftMs === null) return null;
  // Rounded up: it says 0:00 only when the time is up.
  const left = format.duration(Math.ceil(leftMs / 1000) * 1000);
  return (
    <span role="timer" title={t("leftHint")} className="nums text-rail-muted text-sm">
      {t("left", { duration: left })}
    </span>
  );
}

/** What is left to do: a callback, scheduled now, or one that this call may have made needless. */
function FollowUp({ wrapUpId }: { wrapUpId: string }) {
  const t = useTranslations("callbacks");
  const trpc = useTRPC();
  const { complete, isBusy } = useCallbackActions();
  const { data } = useQuery(trpc.settings.wrapUp.queryOptions({ wrapUpId }));
  const callbacks = useCallbackRows();
  if (!data) return null;
  const { conversationId, customer } = data.wrapUp;
  const row = callbacks.filter(hasCallback).find(({ id }) => id === conversationId);
  return (
    <>
      {row?.callback.talkedAt && (
        <Button size="md" aria-disabled={isBusy} onClick={() => complete(row)}>
          {t("completeAfterCall")}
        </Button>
      )}
      <Button size="md" onClick={() => askedCallback.set({ conversationId, customer: customer.name })}>
        <PhoneForwarded aria-hidden className="size-4" /> {t(row ? "change" : "schedule")}
      </Button>
    </>
  );
}

type Save = ReturnType<typeof useWrapUp>["save"];

/** The call bar is gone: how the last card entry ended may be news. */
function LastCard({ wrapUpId }: { wrapUpId: string }) {
  const trpc = useTRPC();
  const outcomeOf = useCardOutcome();
  const { data } = useQuery(trpc.settings.wrapUp.queryOptions({ wrapUpId }));
  const { data: open = [] } = useQuery(trpc.calls.wrapUps.queryOptions());
  const shown = open.find(({ id }) => id === wrapUpId) ?? data?.wrapUp;
  return shown?.lastCard ? <p className="wrap-text">{outcomeOf(shown.lastCard, shown.customer.name)}</p> : null;
}

/** The choices of the place, as large targets. Choosing the chosen one again takes it back. */
function Outcomes({ wrapUpId, save }: { wrapUpId: string; save: Save }) {
  const t = useTranslations("wrapUp");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.settings.wrapUp.queryOptions({ wrapUpId }));
  const { data: open = [] } = useQuery(trpc.calls.wrapUps.queryOptions());
  if (!data) return null;
  const saved = (open.find(({ id }) => id === wrapUpId) ?? data.wrapUp).disposition;
  const asked = save.isPending ? save.variables.disposition : undefined;
  const chosen = asked === undefined ? (saved?.key ?? null) : asked;
  // What was chosen and is not offered any more is shown as long as it stands.
  const isFormer = saved && !data.choices.some(({ key }) => key === saved.key);
  const choices = isFormer ? [...data.choices, saved] : data.choices;
  if (choices.length === 0) return null;
  return (
    <fieldset aria-label={t("outcome")} className="flex min-w-0 flex-wrap gap-2">
      {choices.map(({ key, label }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === chosen}
          className="min-h-12 max-w-full rounded-lg border border-rail-muted/50 px-4 font-medium text-sm transition-colors hover:bg-rail-active focus-visible:outline-rail-ink aria-pressed:border-transparent aria-pressed:bg-rail-ink aria-pressed:text-rail"
          onClick={() => save.mutate({ wrapUpId, disposition: key === chosen ? null : key })}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}

/** Saves on the server; what was typed is dropped only when it is there. */
function useWrapUp({ id: wrapUpId, customer }: ShownWrapUp) {
  const t = useTranslations("wrapUp");
  const me = useMe();
  const trpc = useTRPC();
  const client = useQueryClient();
  const errorText = useErrorText();
  const unsaved = useUnsavedNotes().find(({ id }) => id === wrapUpId);
  const write = (text: string) => keepNote(me.id, { id: wrapUpId, customer }, text);
  const save = useMutation(
    trpc.calls.saveWrapUp.mutationOptions({
      onSuccess: (wrapUp, { note, isDone }) => {
        client.setQueryData(trpc.settings.wrapUp.queryKey({ wrapUpId }), (old) => old && { ...old, wrapUp });
        if (note) dropNote(me.id, note.clientMessageId);
        if (isDone) close();
      },
    }),
  );
  const close = () => {
    if (openedWrapUp.get()?.id === wrapUpId) openedWrapUp.set(null);
  };
  const discard = () => {
    write("");
    close();
  };
  const finish = () => {
    const body = unsaved?.text.trim();
    const note = unsaved && body ? { clientMessageId: unsaved.clientMessageId, body } : undefined;
    save.mutate({ wrapUpId, isDone: true, ...(note && { note }) });
  };
  const problem = save.error && errorText(save.error, t("failed"));
  return { save, finish, note: { text: unsaved?.text ?? "", write, discard }, problem };
}
