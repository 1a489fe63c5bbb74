"use client";
import { MonitorSmartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { toastUndo } from "@/components/ui/toast";
import type { Id } from "@/server/contract/ids";
import { localDraft, type Mode, setDraft, setLocalDraft, useOtherDraft } from "./drafts";

/** Says that another device has changed the draft that is being written, and lets the person decide. */
export function OtherDraft({ conversationId, mode }: { conversationId: Id; mode: Mode }) {
  const t = useTranslations("composer");
  const userId = useMe().id;
  const other = useOtherDraft(conversationId, mode);
  if (!other) return null;
  const key = { userId, conversationId, mode };
  const { text, version } = other;
  const keepOwn = () => setLocalDraft(key, { text: localDraft(key).text, saved: text, version });
  const takeOther = () => {
    const own = localDraft(key).text;
    setLocalDraft(key, { text, saved: text, version });
    if (own !== "") toastUndo(t("otherDraftTaken"), { label: t("undo"), run: () => setDraft(key, own) });
  };
  return (
    <Banner
      tone="warning"
      role="status"
      icon={<MonitorSmartphone aria-hidden />}
      action={
        <span className="flex flex-wrap gap-2">
          <Button variant="secondary" onClick={keepOwn}>
            {t("keepOwnDraft")}
          </Button>
          <Button variant="secondary" onClick={takeOther}>
            {t("takeOtherDraft")}
          </Button>
        </span>
      }
    >
      {t("otherDraft", { mode })}{" "}
      <q dir="auto" className="line-clamp-2 whitespace-pre-wrap break-words text-ink">
        {text}
      </q>
    </Banner>
  );
}
