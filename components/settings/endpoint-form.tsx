"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { channelLabel } from "@/components/conversations/channel";
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
  const { endpoint } = props;
  const trpc = useTRPC();
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
  return (
    <Dialog
      open
      onOpenChange={props.onClose}
      title={endpoint ? `Edit ${endpoint.address}` : "Add an address"}
      description="Open conversations stay where they are; new ones land at the chosen place."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(value);
        }}
      >
        <Field label="Account" htmlFor={`${id}c`}>
          <Select id={`${id}c`} value={value.connectionId} onChange={(e) => change({ connectionId: e.target.value })}>
            {props.connections.map((one) => (
              <option key={one.id} value={one.id}>
                {`${one.label} (${channelLabel(one.kind)})`}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Address" htmlFor={`${id}a`} hint="A number as +12065550100, or the site's public key">
          <Input
            id={`${id}a`}
            required
            maxLength={80}
            value={value.address}
            onChange={(e) => change({ address: e.target.value })}
          />
        </Field>
        <Field label="Name" htmlFor={`${id}l`}>
          <Input
            id={`${id}l`}
            required
            maxLength={120}
            value={value.label}
            onChange={(e) => change({ label: e.target.value })}
          />
        </Field>
        <Field
          label="Place"
          htmlFor={`${id}p`}
          error={save.error ? (refusalOf(save.error)?.message ?? "It could not be saved.") : null}
        >
          <Select id={`${id}p`} required value={value.placeId} onChange={(e) => change({ placeId: e.target.value })}>
            <option value="" disabled>
              Choose a place
            </option>
            {places.map((place) => (
              <option key={place.id} value={place.id}>
                {place.name}
              </option>
            ))}
          </Select>
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
