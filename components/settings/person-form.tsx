"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useId } from "react";
import { type UseFormReturn, useWatch } from "react-hook-form";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Dialog } from "@/components/ui/dialog";
import { Input, Select } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { PasswordInput } from "@/components/ui/password-input";
import { type PersonAccount, type Place, ROLES, SavePerson } from "@/server/contract/team";

type PersonFields = UseFormReturn<SavePerson, unknown, SavePerson>;

function Check({ label, ...props }: ComponentProps<"input"> & { label: string }) {
  return (
    <label className="flex min-h-(--target) items-center gap-2.5 rounded-md px-2 hover:bg-hover">
      <input type="checkbox" {...props} />
      <span className="text-sm">{label}</span>
    </label>
  );
}

function Checks(props: { title: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="px-2 font-medium text-muted text-xs">{props.title}</legend>
      {props.children}
    </fieldset>
  );
}

function Scope({ form, places }: { form: PersonFields; places: Place[] }) {
  const t = useTranslations("settings");
  const isEverywhere = useWatch({ control: form.control, name: "scopeAll" });
  const regions = [...new Set(places.map((place) => place.region).filter(Boolean))].sort();
  const placesOf = (kind: Place["kind"]) =>
    places
      .filter((place) => place.kind === kind)
      .map(({ id, name }) => <Check key={id} label={name} value={id} {...form.register("placeIds")} />);
  return (
    <fieldset className="rounded-md border border-line p-2">
      <legend className="px-1 font-medium text-sm">{t("person.worksAt")}</legend>
      <Check label={t("people.allLocations")} {...form.register("scopeAll")} />
      {!isEverywhere && (
        <div className="mt-1 grid grid-cols-2 gap-2 expanded:grid-cols-3">
          <Checks title={t("person.stores")}>{placesOf("store")}</Checks>
          <Checks title={t("person.teams")}>{placesOf("team")}</Checks>
          <Checks title={t("person.regions")}>
            {regions.map((region) => (
              <Check key={region} label={region} value={region} {...form.register("regions")} />
            ))}
          </Checks>
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
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = useId();
  const form = useForm(SavePerson, { defaultValues: startOf(props.person) });
  const save = useMutation(trpc.team.savePerson.mutationOptions());
  const failure = useFailure(t("saveFailed"), { emailTaken: "email", ownRole: "role", passwordTooShort: "password" });
  const onSubmit = async (person: SavePerson) => {
    await save.mutateAsync(person);
    await queryClient.invalidateQueries({ queryKey: trpc.team.pathKey() });
    props.onClose();
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={props.onClose}
      title={props.person ? t("people.editPerson", { name: props.person.name }) : t("people.add")}
      footer={<FormButtons form={form} formId={id} label={t("save")} onCancel={props.onClose} />}
    >
      <Form id={id} form={form} onSubmit={onSubmit} failure={failure}>
        <div className="grid gap-4 expanded:grid-cols-2">
          <FormField form={form} name="name" label={t("person.name")}>
            {(control) => <Input required maxLength={120} {...control} />}
          </FormField>
          <FormField form={form} name="email" label={t("person.email")}>
            {(control) => <Input type="email" required maxLength={200} {...control} />}
          </FormField>
          <RoleField form={form} />
          {!props.person && (
            <FormField
              form={form}
              name="password"
              label={t("person.password")}
              hint={t("person.passwordHint", { count: 10 })}
              options={{ setValueAs: (entered) => entered || undefined }}
            >
              {(control) => <PasswordInput isNew {...control} />}
            </FormField>
          )}
        </div>
        <Scope form={form} places={props.places} />
      </Form>
    </Dialog>
  );
}

function RoleField({ form }: { form: PersonFields }) {
  const t = useTranslations("settings");
  const roles = useTranslations("shell");
  const isPartner = useWatch({ control: form.control, name: "role" }) === "partner_agent";
  return (
    <FormField form={form} name="role" label={t("person.role")} hint={isPartner && t("person.partnerHint")}>
      {(control) => (
        <Select {...control}>
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {roles(`roles.${role}`)}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}
