"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FieldPath, type UseFormReturn, useWatch } from "react-hook-form";
import { type Channels, useChannels } from "@/components/client/channels";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input, Select } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { Skeleton } from "@/components/ui/skeleton";
import type { ChannelSettingsField } from "@/server/contract/channel-descriptor";
import { type ConnectionSettings, type ConnectionView, SaveConnectionSettings } from "@/server/contract/settings";

type Props = { connection: ConnectionView | null; onClose: () => void };
const NOTHING_SAVED: ConnectionSettings = { values: {}, savedSecrets: [] };

/** The form of an account at a provider. Its fields come from the channel, so a new channel needs no form. */
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

/** The contract's schema, with the fields that the channel requires and that are not saved already. */
const schemaOf = (channels: Channels, saved: ConnectionSettings) =>
  SaveConnectionSettings.superRefine(({ kind, values }, context) => {
    for (const { name, required } of channels.of(kind)?.settings.fields ?? []) {
      if (!required || values[name] || saved.savedSecrets.includes(name)) continue;
      const missing = { code: "too_small", origin: "string", minimum: 1, input: "" } as const;
      context.addIssue({ ...missing, path: ["values", name] });
    }
  });

function Fields({ connection, saved, onClose }: Props & { saved: ConnectionSettings }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const channels = useChannels();
  const form = useForm(schemaOf(channels, saved), {
    defaultValues: {
      ...(connection ? { connectionId: connection.id } : {}),
      kind: connection?.kind ?? channels.all[0]?.kind ?? "",
      account: connection?.account ?? "",
      label: connection?.label ?? "",
      values: saved.values,
    },
  });
  const kind = useWatch({ control: form.control, name: "kind" });
  const channel = channels.of(kind);
  const messages = channel?.messages;
  const save = useMutation(trpc.settings.saveConnection.mutationOptions());
  const failure = useFailure<FieldPath<SaveConnectionSettings>>(t("saveFailed"));
  const onSubmit = async ({ values, ...value }: SaveConnectionSettings) => {
    const entered = Object.entries(values).filter(([, one]) => one !== "");
    await save.mutateAsync({ ...value, values: Object.fromEntries(entered) });
    await queryClient.invalidateQueries({ queryKey: trpc.settings.connections.queryKey() });
    onClose();
  };
  return (
    <Form
      form={form}
      onSubmit={onSubmit}
      failure={failure}
      buttons={<FormButtons form={form} label={t("save")} onCancel={onClose} />}
    >
      {!connection && (
        <FormField
          form={form}
          name="kind"
          label={t("connection.channel")}
          options={{ onChange: () => form.setValue("values", {}) }}
        >
          {(control) => (
            <Select {...control}>
              {channels.all.map((one) => (
                <option key={one.kind} value={one.kind}>
                  {one.messages.label}
                </option>
              ))}
            </Select>
          )}
        </FormField>
      )}
      <FormField form={form} name="label" label={t("connection.name")} hint={t("connection.nameHint")}>
        {(control) => <Input required maxLength={120} {...control} />}
      </FormField>
      <FormField
        form={form}
        name="account"
        label={messages?.account.label ?? t("connection.account")}
        hint={messages?.account.hint}
      >
        {(control) => <Input required maxLength={80} disabled={connection !== null} {...control} />}
      </FormField>
      {channel?.settings.fields.map((field) => (
        <SettingsField
          key={`${kind}:${field.name}`}
          form={form}
          field={field}
          text={messages?.fields[field.name] ?? { label: field.name }}
          isSaved={saved.savedSecrets.includes(field.name)}
        />
      ))}
    </Form>
  );
}

function SettingsField(props: {
  form: UseFormReturn<SaveConnectionSettings, unknown, SaveConnectionSettings>;
  field: ChannelSettingsField;
  text: { label: string; hint?: string };
  isSaved: boolean;
}) {
  const t = useTranslations("settings");
  const { form, field, text, isSaved } = props;
  const name = `values.${field.name}` as const;
  if (field.type === "switch") {
    return (
      <label className="flex items-start gap-2.5 text-sm">
        <input type="checkbox" className="mt-0.5 size-4" {...form.register(name, { shouldUnregister: true })} />
        <span>
          <span className="font-medium">{text.label}</span>
          {text.hint && <span className="block text-muted text-xs">{text.hint}</span>}
        </span>
      </label>
    );
  }
  return (
    <FormField form={form} name={name} label={text.label} hint={text.hint} options={{ shouldUnregister: true }}>
      {(control) => (
        <Input
          type={field.type === "secret" ? "password" : "text"}
          autoComplete="off"
          required={field.required && !isSaved}
          maxLength={300}
          placeholder={isSaved ? t("connection.secretSaved") : undefined}
          {...control}
        />
      )}
    </FormField>
  );
}
