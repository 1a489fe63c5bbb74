"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ComponentType, useId, useRef, useState } from "react";
import * as z from "zod";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { type Failure, Form, FormButtons, useForm } from "@/components/ui/form";
import { lazyComponent, type Waiting } from "@/components/ui/lazy";
import { Skeleton } from "@/components/ui/skeleton";
import { HolidayList, OpeningHours } from "@/server/contract/hours";
import { Id } from "@/server/contract/ids";
import { Menu } from "@/server/contract/menus";
import type { SettingScope, SettingVersion, SettingView } from "@/server/contract/setting";
import { DispositionList } from "@/server/contract/wrap-ups";
import { ChoicesEditor } from "./choices-editor";
import { ClosuresEditor } from "./closures-editor";
import { HoursEditor } from "./hours-editor";
import type { MenuEditorProps } from "./menu/menu-editor";
import { PlaceEditor } from "./place-editor";
import { SchemaForm, valueSchema } from "./schema-form";
import { helpOf, labelOf } from "./setting-words";
import { TimeZoneEditor } from "./time-zone-editor";
import { useSummary } from "./use-summary";

/** Larger than all others, and rarely opened. */
const MenuEditor = lazyComponent(() => import("./menu/menu-editor").then((code) => code.MenuEditor), WaitingFields);

type Editor = {
  schemaOf: (setting: SettingView) => z.ZodType;
  Fields: ComponentType<{ setting: SettingView; scope: SettingScope; form: never }>;
};
const EDITORS: Record<SettingView["editor"], Editor> = {
  form: { schemaOf: ({ schema }) => valueSchema(schema), Fields: SchemaForm },
  weekly_hours: { schemaOf: () => OpeningHours, Fields: HoursEditor },
  closures: { schemaOf: () => HolidayList, Fields: ClosuresEditor },
  time_zone: { schemaOf: ({ schema }) => valueSchema(schema), Fields: TimeZoneEditor },
  place: { schemaOf: () => Id.nullable(), Fields: PlaceEditor },
  choices: { schemaOf: () => DispositionList, Fields: ChoicesEditor },
  menu: { schemaOf: () => Menu, Fields: (props: MenuEditorProps) => <MenuEditor {...props} /> },
};

/** Edits one value at one scope. A value that a colleague saved meanwhile is shown before it is overwritten. */
export function SettingEditor(props: { setting: SettingView; scope: SettingScope; onClose: () => void }) {
  const { setting, scope, onClose } = props;
  const t = useTranslations("configuration");
  const summary = useSummary();
  const id = useId();
  const { schemaOf, Fields } = EDITORS[setting.editor];
  const form = useForm(z.strictObject({ value: schemaOf(setting) }), {
    defaultValues: { value: (setting.own ?? setting.inherited).value },
  });
  const { onSubmit, theirs, overwrite } = useSave(props);
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={t("editSetting", { name: labelOf(t, setting) })}
      description={helpOf(t, setting)}
      footer={<FormButtons form={form} formId={id} label={t("save")} onCancel={onClose} isBlocked={theirs !== null} />}
    >
      <Form id={id} form={form} onSubmit={onSubmit} failure={useValueFailure()}>
        <Fields setting={setting} scope={scope} form={form as never} />
        {theirs && (
          <Conflict
            by={theirs.by?.name ?? t("systemAuthor")}
            value={theirs.own ? summary(setting, theirs.own.value) : t("versions.inherited")}
            onOverwrite={(button) => {
              overwrite();
              button.form?.requestSubmit();
            }}
            onDiscard={onClose}
          />
        )}
      </Form>
    </Dialog>
  );
}

function WaitingFields({ hasFailed, retry }: Waiting) {
  const t = useTranslations("configuration");
  if (!hasFailed) return <Skeleton className="h-24" />;
  return (
    <p role="alert" className="flex items-center gap-2 text-danger text-sm">
      {t("loadFailed")} <Button onClick={retry}>{t("retry")}</Button>
    </p>
  );
}

/** Saves on top of the version that its author saw. `theirs` is what a colleague saved meanwhile. */
function useSave({ setting, scope, onClose }: { setting: SettingView; scope: SettingScope; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const save = useMutation(trpc.settings.save.mutationOptions());
  const expectedVersion = useRef(setting.changed?.version ?? 0);
  const [theirs, setTheirs] = useState<SettingVersion | null>(null);
  const onSubmit = async ({ value }: { value: unknown }) => {
    try {
      const own = { value: value as never };
      await save.mutateAsync({ key: setting.key, scope, own, expectedVersion: expectedVersion.current });
    } catch (error) {
      const current = refusalOf(error)?.code === "conflict" && (refusalOf(error)?.details.current as SettingVersion);
      if (!current) throw error;
      setTheirs(current);
      return;
    }
    await queryClient.invalidateQueries({ queryKey: trpc.settings.pathKey() });
    onClose();
  };
  const overwrite = () => {
    expectedVersion.current = theirs?.version ?? 0;
    setTheirs(null);
  };
  return { onSubmit, theirs, overwrite };
}

/** A refusal names the part of the value that it is about. */
function useValueFailure(): (error: unknown) => Failure<"value"> {
  const t = useTranslations("configuration");
  const text = useErrorText();
  return (error) => {
    const message = text(error, t("saveFailed"));
    const path = refusalOf(error)?.code === "invalid" ? refusalOf(error)?.details.path : undefined;
    return path === undefined ? { message } : { message, field: (path ? `value.${path}` : "value") as "value" };
  };
}

function Conflict(props: {
  by: string;
  value: string;
  onOverwrite: (button: HTMLButtonElement) => void;
  onDiscard: () => void;
}) {
  const t = useTranslations("configuration");
  return (
    <div role="alert" className="grid gap-2 rounded-md border border-warning/50 bg-warning-soft p-3 text-sm">
      <p className="font-medium">{t("conflict.title")}</p>
      <p>{t("conflict.body", { name: props.by, value: props.value })}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={(event) => props.onOverwrite(event.currentTarget)}>{t("conflict.overwrite")}</Button>
        <Button variant="quiet" onClick={props.onDiscard}>
          {t("conflict.discard")}
        </Button>
      </div>
    </div>
  );
}
