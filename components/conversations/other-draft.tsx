"use client";
import { MonitorSmartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { toastUndo } from "@/components/ui/toast";
import type { Id } from "@/server/contract/ids";
import { joinMentions } from "@/server/contract/mention-text";
import { localDraft, type Mode, setDraft, setLocalDraft, useOtherDraft } from "./drafts";

type Props = { conversationId: Id; mode: Mode; onDecided: () => void };

/** Says that another device has changed the draft that is being written, and lets the person decide. */
export function OtherDraft({ conversationId, mode, onDecided }: Props) {
  const t = useTranslations("composer");
  const userId = useMe().id;
  const other = useOtherDraft(conversationId, mode);
  if (!other) return null;
  const key = { userId, conversationId, mode };
  const { text, version } = other;
  // Each text finds its own among them.
  const both = joinMentions(localDraft(key).mentions, other.mentions);
  const chosen = both.length > 0 && { mentions: both };
  /** Undo brings the other of the two texts back, with what was written since. */
  const decide = (kept: string, dropped: string, said: string) => {
    setLocalDraft(key, { text: kept, ...chosen, saved: text, version });
    onDecided();
    const undo = () => {
      const now = localDraft(key).text;
      setDraft(key, now === kept || now === "" ? dropped : `${dropped}\n${now}`);
    };
    toastUndo(said, { label: t("undo"), run: undo });
  };
  return (
    <Banner
      tone="warning"
      role="status"
      icon={<MonitorSmartphone aria-hidden />}
      action={
        <span className="flex flex-wrap gap-2">
          <Button variant="secondary" onClick={() => decide(localDraft(key).text, text, t("ownDraftKept"))}>
            {t("keepOwnDraft")}
          </Button>
          <Button variant="secondary" onClick={() => decide(text, localDraft(key).text, t("otherDraftTaken"))}>
            {t("takeOtherDraft")}
          </Button>
        </span>
      }
    >
      {t("otherDraft", { mode })}{" "}
      <q dir="auto" className="thin-scroll block max-h-24 overflow-y-auto whitespace-pre-wrap break-words text-ink">
        {text}
      </q>
    </Banner>
  );
}
