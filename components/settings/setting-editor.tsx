"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { SettingScope, SettingVersion, SettingView } from "@/server/contract/setting";
import { ClosuresEditor } from "./closures-editor";
import { HoursEditor } from "./hours-editor";
import { PlaceEditor } from "./place-editor";
import { type Issues, SchemaForm } from "./schema-form";
import { helpOf, labelOf, summaryOf } from "./setting-words";
import { TimeZoneEditor } from "./time-zone-editor";

const EDITORS = {
  form: SchemaForm,
  weekly_hours: HoursEditor,
  closures: ClosuresEditor,
  time_zone: TimeZoneEditor,
  place: PlaceEditor,
} as const;

/** Edits one value at one scope. A value that a colleague saved meanwhile is shown before it is overwritten. */
export function SettingEditor(props: { setting: SettingView; scope: SettingScope; onClose: () => void }) {
  const { setting, scope, onClose } = props;
  const t = useTranslations("configuration");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [value, setValue] = useState<unknown>((setting.own ?? setting.inherited).value);
  const [expectedVersion, setExpectedVersion] = useState(setting.changed?.version ?? 0);
  const save = useMutation(
    trpc.settings.save.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.pathKey() });
        onClose();
      },
    }),
  );
  const refusal = refusalOf(save.error);
  const issues = (refusal?.code === "invalid" ? (refusal.details.issues as Issues | undefined) : undefined) ?? [];
  const theirs = refusal?.code === "conflict" ? (refusal.details.current as SettingVersion | null) : null;
  const submit = (version = expectedVersion) => {
    setExpectedVersion(version);
    save.mutate({ key: setting.key, scope, own: { value: value as never }, expectedVersion: version });
  };
  const Editor = EDITORS[setting.editor];
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={t("editSetting", { name: labelOf(t, setting) })}
      description={helpOf(t, setting)}
    >
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Editor setting={setting} value={value} onChange={setValue} issues={issues} />
        {theirs && (
          <Conflict
            by={theirs.by?.name ?? t("systemAuthor")}
            value={theirs.own ? summaryOf(t, setting, theirs.own.value) : t("versions.inherited")}
            onOverwrite={() => submit(theirs.version)}
            onDiscard={onClose}
          />
        )}
        {save.isError && !theirs && (
          <p role="alert" className="text-danger text-sm">
            {issues[0]?.message ?? refusal?.message ?? t("saveFailed")}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" disabled={save.isPending || theirs !== null}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Conflict(props: { by: string; value: string; onOverwrite: () => void; onDiscard: () => void }) {
  const t = useTranslations("configuration");
  return (
    <div role="alert" className="grid gap-2 rounded-md border border-warning/50 bg-warning-soft p-3 text-sm">
      <p className="font-medium">{t("conflict.title")}</p>
      <p>{t("conflict.body", { name: props.by, value: props.value })}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={props.onOverwrite}>{t("conflict.overwrite")}</Button>
        <Button variant="quiet" onClick={props.onDiscard}>
          {t("conflict.discard")}
        </Button>
      </div>
    </div>
  );
}
