"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useChannels } from "@/components/client/channels";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import type { ChannelSettingsField } from "@/server/contract/channel-descriptor";
import type { ConnectionSettings, ConnectionView, SaveConnectionSettings } from "@/server/contract/settings";

type Props = { connection: ConnectionView | null; onClose: () => void };
const NOTHING_SAVED: ConnectionSettings = { values: {}, savedSecrets: [] };

/** An account at a provider. Its fields are the channel's own: a new channel needs no form of its own. */
export function ConnectionForm({ connection, onClose }: Props) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const asked = { connectionId: connection?.id ?? "" };
  const saved = useQuery({
    ...trpc.settings.connectionSettings.queryOptions(asked),
    enabled: connection !== null,
    staleTime: 0,
    gcTime: 0,
  });
  const settings = connection ? saved.data : NOTHING_SAVED;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={connection ? t("channels.editThis", { name: connection.label }) : t("channels.addAccount")}
      description={t("connection.hint")}
    >
      {settings && <Fields connection={connection} saved={settings} onClose={onClose} />}
      {!settings && saved.isPending && <Skeleton className="h-48" />}
      {!settings && saved.isError && (
        <div role="alert" className="flex flex-wrap items-center gap-2 text-danger text-sm">
          {refusalOf(saved.error)?.message ?? t("connection.loadFailed")}
          <Button onClick={() => saved.refetch()}>{t("retry")}</Button>
        </div>
      )}
    </Dialog>
  );
}

function Fields({ connection, saved, onClose }: Props & { saved: ConnectionSettings }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const channels = useChannels();
  const id = useId();
  const [value, setValue] = useState<SaveConnectionSettings>({
    kind: connection?.kind ?? channels.all[0]?.kind ?? "",
    account: connection?.account ?? "",
    label: connection?.label ?? "",
    values: saved.values,
  });
  const change = (part: Partial<SaveConnectionSettings>) => setValue((before) => ({ ...before, ...part }));
  const save = useMutation(
    trpc.settings.saveConnection.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.connections.queryKey() });
        onClose();
      },
    }),
  );
  const channel = channels.of(value.kind);
  const { account, fields } = channel?.settings ?? { account: { label: t("connection.account") }, fields: [] };
  const error = save.error ? (refusalOf(save.error)?.message ?? t("saveFailed")) : null;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(connection ? { ...value, connectionId: connection.id } : value);
      }}
    >
      {!connection && (
        <Field label={t("connection.channel")} htmlFor={`${id}c`}>
          <Select
            id={`${id}c`}
            value={value.kind}
            onChange={(event) => change({ kind: event.target.value, values: {} })}
          >
            {channels.all.map(({ kind, label }) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label={t("connection.name")} htmlFor={`${id}l`} hint={t("connection.nameHint")}>
        <Input
          id={`${id}l`}
          required
          maxLength={120}
          value={value.label}
          onChange={(event) => change({ label: event.target.value })}
        />
      </Field>
      <Field label={account.label} htmlFor={`${id}a`} hint={account.hint}>
        <Input
          id={`${id}a`}
          required
          maxLength={80}
          disabled={connection !== null}
          value={value.account}
          onChange={(event) => change({ account: event.target.value })}
        />
      </Field>
      {fields.map((field) => (
        <SettingsField
          key={`${value.kind}:${field.name}`}
          field={field}
          isSaved={saved.savedSecrets.includes(field.name)}
          value={value.values[field.name]}
          onChange={(entered) => change({ values: { ...value.values, [field.name]: entered } })}
        />
      ))}
      {error && (
        <p role="alert" className="text-danger text-sm">
          {error}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button variant="primary" type="submit" disabled={save.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

function SettingsField(props: {
  field: ChannelSettingsField;
  isSaved: boolean;
  value: string | boolean | undefined;
  onChange: (value: string | boolean) => void;
}) {
  const t = useTranslations("settings");
  const { field, isSaved, value, onChange } = props;
  const id = useId();
  if (field.type === "switch") {
    return (
      <label className="flex items-start gap-2.5 text-sm">
        <input
          type="checkbox"
          className="mt-0.5 size-4"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>
          <span className="font-medium">{field.label}</span>
          {field.hint && <span className="block text-muted text-xs">{field.hint}</span>}
        </span>
      </label>
    );
  }
  return (
    <Field label={field.label} htmlFor={id} hint={field.hint}>
      <Input
        id={id}
        type={field.type === "secret" ? "password" : "text"}
        autoComplete="off"
        required={field.required && !isSaved}
        maxLength={300}
        placeholder={isSaved ? t("connection.secretSaved") : undefined}
        value={typeof value === "string" ? value : ""}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
