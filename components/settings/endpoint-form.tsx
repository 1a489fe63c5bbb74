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
import type { ConnectionView, EndpointView, SaveEndpoint } from "@/server/contract/settings";

/** One address: its account, its name and the place its messages land at. */
export function EndpointForm(props: {
  endpoint: EndpointView | null;
  connections: ConnectionView[];
  onClose: () => void;
}) {
  const t = useTranslations("settings");
  const { endpoint } = props;
  const trpc = useTRPC();
  const channels = useChannels();
  const queryClient = useQueryClient();
  const places = useQuery(trpc.team.places.queryOptions()).data ?? [];
  const id = useId();
  const [value, setValue] = useState<SaveEndpoint>({
    ...(endpoint ? { endpointId: endpoint.id } : {}),
    connectionId: endpoint?.connectionId ?? props.connections[0]?.id ?? "",
    address: endpoint?.address ?? "",
    label: endpoint?.label ?? "",
    placeId: endpoint?.place.id ?? "",
  });
  const change = (part: Partial<SaveEndpoint>) => setValue((before) => ({ ...before, ...part }));
  const save = useMutation(
    trpc.settings.saveEndpoint.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.endpoints.queryKey() });
        props.onClose();
      },
    }),
  );
  // History names the channel of an address, so it keeps it.
  const connections = props.connections.filter((one) => !endpoint || one.kind === endpoint.channel);
  const kind = connections.find((one) => one.id === value.connectionId)?.kind ?? "";
  const address = channels.of(kind)?.address;
  const refusal = refusalOf(save.error);
  const reason = save.error ? (refusal?.message ?? t("saveFailed")) : null;
  const isAddressRefused = refusal?.code === "invalid" || refusal?.code === "conflict";
  return (
    <Dialog
      open
      onOpenChange={props.onClose}
      title={endpoint ? t("channels.editThis", { name: endpoint.address }) : t("channels.addAddress")}
      description={t(endpoint ? "endpoint.editHint" : "endpoint.newHint")}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(value);
        }}
      >
        <Field label={t("endpoint.account")} htmlFor={`${id}c`}>
          <Select id={`${id}c`} value={value.connectionId} onChange={(e) => change({ connectionId: e.target.value })}>
            {connections.map((one) => (
              <option key={one.id} value={one.id}>
                {t("endpoint.accountOption", { label: one.label, channel: channels.labelOf(one.kind) })}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label={address?.label ?? t("endpoint.address")}
          htmlFor={`${id}a`}
          hint={address?.hint}
          error={isAddressRefused ? reason : null}
        >
          <Input
            id={`${id}a`}
            required
            maxLength={80}
            inputMode={address?.format === "phone" ? "tel" : "text"}
            aria-invalid={isAddressRefused}
            value={value.address}
            onChange={(e) => change({ address: e.target.value })}
          />
        </Field>
        <Field label={t("endpoint.name")} htmlFor={`${id}l`}>
          <Input
            id={`${id}l`}
            required
            maxLength={120}
            value={value.label}
            onChange={(e) => change({ label: e.target.value })}
          />
        </Field>
        <Field label={t("endpoint.place")} htmlFor={`${id}p`} error={isAddressRefused ? null : reason}>
          <Select id={`${id}p`} required value={value.placeId} onChange={(e) => change({ placeId: e.target.value })}>
            <option value="" disabled>
              {t("endpoint.choosePlace")}
            </option>
            {places.map((place) => (
              <option key={place.id} value={place.id}>
                {place.name}
              </option>
            ))}
          </Select>
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" disabled={save.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
