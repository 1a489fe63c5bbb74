"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useWatch } from "react-hook-form";
import { useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Dialog } from "@/components/ui/dialog";
import { Input, Select } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { type ConnectionView, type EndpointView, SaveEndpoint } from "@/server/contract/settings";

/** The field of each refusal. A channel may refuse an address with a general reason. */
const FIELDS = {
  invalid: "address",
  conflict: "address",
  notAnAddress: "address",
  notAPhone: "address",
  noCountryCode: "address",
  notAnEmail: "address",
  addressTaken: "address",
  addressRemoved: "address",
  placeTakesNoWork: "placeId",
} as const;

/** The form of one address: its account, its name and the place that gets its messages. */
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
  const form = useForm(SaveEndpoint, {
    defaultValues: {
      ...(endpoint ? { endpointId: endpoint.id } : {}),
      connectionId: endpoint?.connectionId ?? props.connections[0]?.id ?? "",
      address: endpoint?.address ?? "",
      label: endpoint?.label ?? "",
      placeId: endpoint?.place.id ?? "",
    },
  });
  const [connectionId, placeId] = useWatch({ control: form.control, name: ["connectionId", "placeId"] });
  const save = useMutation(trpc.settings.saveEndpoint.mutationOptions());
  const failure = useFailure(t("saveFailed"), FIELDS);
  const onSubmit = async (value: SaveEndpoint) => {
    await save.mutateAsync(value);
    await queryClient.invalidateQueries({ queryKey: trpc.settings.endpoints.queryKey() });
    props.onClose();
  };
  // History refers to the channel of an address, so it cannot change.
  const connections = props.connections.filter((one) => !endpoint || one.kind === endpoint.channel);
  const kind = connections.find((one) => one.id === connectionId)?.kind ?? "";
  const channel = channels.of(kind);
  const address = channel?.messages.address;
  return (
    <Dialog
      open
      onOpenChange={props.onClose}
      title={endpoint ? t("channels.editThis", { name: endpoint.addressLabel }) : t("channels.addAddress")}
      description={t(endpoint ? "endpoint.editHint" : "endpoint.newHint")}
    >
      <Form
        form={form}
        onSubmit={onSubmit}
        failure={failure}
        buttons={<FormButtons form={form} label={t("save")} onCancel={props.onClose} />}
      >
        <FormField form={form} name="connectionId" label={t("endpoint.account")}>
          {(control) => (
            <Select {...control} value={connectionId}>
              {connections.map((one) => (
                <option key={one.id} value={one.id}>
                  {t("endpoint.accountOption", { label: one.label, channel: channels.labelOf(one.kind) })}
                </option>
              ))}
            </Select>
          )}
        </FormField>
        <FormField form={form} name="address" label={address?.label ?? t("endpoint.address")} hint={address?.hint}>
          {(control) => (
            <Input
              required
              maxLength={80}
              inputMode={channel?.addressFormat === "phone" ? "tel" : "text"}
              {...control}
            />
          )}
        </FormField>
        <FormField form={form} name="label" label={t("endpoint.name")}>
          {(control) => <Input required maxLength={120} {...control} />}
        </FormField>
        <FormField form={form} name="placeId" label={t("endpoint.place")}>
          {(control) => (
            // Controlled, because its options may load after its value.
            <Select required {...control} value={placeId}>
              <option value="" disabled>
                {t("endpoint.choosePlace")}
              </option>
              {places.map((place) => (
                <option key={place.id} value={place.id}>
                  {place.name}
                </option>
              ))}
            </Select>
          )}
        </FormField>
      </Form>
    </Dialog>
  );
}
