"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { type PersonAccount, type Place, ROLES, type Role, type SavePerson } from "@/server/contract/team";

const CHECK = "flex min-h-(--target) items-center gap-2.5 rounded-md px-2 hover:bg-hover";
const toggled = (list: string[], one: string) =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

function Check(props: { label: string; checked: boolean; onChange: () => void }) {
  return (
    <label className={CHECK}>
      <input type="checkbox" checked={props.checked} onChange={props.onChange} />
      <span className="text-sm">{props.label}</span>
    </label>
  );
}

function Scope(props: { value: SavePerson; places: Place[]; onChange: (change: Partial<SavePerson>) => void }) {
  const t = useTranslations("settings");
  const { value, places, onChange } = props;
  const regions = [...new Set(places.map((place) => place.region).filter(Boolean))].sort();
  const group = (title: string, kind: Place["kind"]) => (
    <fieldset className="min-w-0">
      <legend className="px-2 font-medium text-muted text-xs">{title}</legend>
      {places
        .filter((place) => place.kind === kind)
        .map((place) => (
          <Check
            key={place.id}
            label={place.name}
            checked={value.placeIds.includes(place.id)}
            onChange={() => onChange({ placeIds: toggled(value.placeIds, place.id) })}
          />
        ))}
    </fieldset>
  );
  return (
    <fieldset className="rounded-md border border-line p-2">
      <legend className="px-1 font-medium text-sm">{t("person.worksAt")}</legend>
      <Check
        label={t("people.allLocations")}
        checked={value.scopeAll}
        onChange={() => onChange({ scopeAll: !value.scopeAll })}
      />
      {!value.scopeAll && (
        <div className="mt-1 grid grid-cols-2 gap-2 expanded:grid-cols-3">
          {group(t("person.stores"), "store")}
          {group(t("person.teams"), "team")}
          <fieldset className="min-w-0">
            <legend className="px-2 font-medium text-muted text-xs">{t("person.regions")}</legend>
            {regions.map((region) => (
              <Check
                key={region}
                label={region}
                checked={value.regions.includes(region)}
                onChange={() => onChange({ regions: toggled(value.regions, region) })}
              />
            ))}
          </fieldset>
        </div>
      )}
    </fieldset>
  );
}

const startOf = (person: PersonAccount | null): SavePerson => ({
  ...(person ? { userId: person.id } : {}),
  email: person?.email ?? "",
  name: person?.name ?? "",
  role: person?.role ?? "associate",
  scopeAll: person?.scopeAll ?? false,
  placeIds: person?.placeIds ?? [],
  regions: person?.regions ?? [],
});

/** Adds a person, or changes one. */
export function PersonForm(props: { person: PersonAccount | null; places: Place[]; onClose: () => void }) {
  const t = useTranslations("settings");
  const roles = useTranslations("shell");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = useId();
  const [value, setValue] = useState(() => startOf(props.person));
  const change = (part: Partial<SavePerson>) => setValue((before) => ({ ...before, ...part }));
  const save = useMutation(
    trpc.team.savePerson.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.team.pathKey() });
        props.onClose();
      },
    }),
  );
  const error = save.error ? (refusalOf(save.error)?.message ?? t("saveFailed")) : null;
  return (
    <Dialog
      open
      wide
      onOpenChange={props.onClose}
      title={props.person ? t("people.editPerson", { name: props.person.name }) : t("people.add")}
      footer={
        <>
          <Button onClick={props.onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" form={id} disabled={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(value);
        }}
      >
        <div className="grid gap-4 expanded:grid-cols-2">
          <Field label={t("person.name")} htmlFor={`${id}n`}>
            <Input
              id={`${id}n`}
              required
              maxLength={120}
              value={value.name}
              onChange={(e) => change({ name: e.target.value })}
            />
          </Field>
          <Field label={t("person.email")} htmlFor={`${id}e`}>
            <Input
              id={`${id}e`}
              type="email"
              required
              maxLength={200}
              value={value.email}
              onChange={(e) => change({ email: e.target.value })}
            />
          </Field>
          <Field
            label={t("person.role")}
            htmlFor={`${id}r`}
            hint={value.role === "partner_agent" ? t("person.partnerHint") : undefined}
          >
            <Select id={`${id}r`} value={value.role} onChange={(e) => change({ role: e.target.value as Role })}>
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {roles(`roles.${role}`)}
                </option>
              ))}
            </Select>
          </Field>
          {!props.person && (
            <Field label={t("person.password")} htmlFor={`${id}p`} hint={t("person.passwordHint", { count: 10 })}>
              <Input
                id={`${id}p`}
                type="password"
                autoComplete="new-password"
                minLength={10}
                value={value.password ?? ""}
                onChange={(e) => change({ password: e.target.value || undefined })}
              />
            </Field>
          )}
        </div>
        <Scope value={value} places={props.places} onChange={change} />
        {error && (
          <p role="alert" className="text-danger text-sm">
            {error}
          </p>
        )}
      </form>
    </Dialog>
  );
}
