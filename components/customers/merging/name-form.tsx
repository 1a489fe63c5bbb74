"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Input } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { toastInfo } from "@/components/ui/toast";
import { NameCustomer } from "@/server/contract/customer-merges";
import { AT_ONCE, type MergeProps } from "./merge-props";

/** A placeholder is no name to start from. */
const isName = (text: string): boolean => /\p{L}/u.test(text);

/** Names a customer whom no system of record describes. */
export function NameForm({ conversationId, context, onClose }: MergeProps) {
  const t = useTranslations("merging");
  const rename = useMutation(useTRPC().customers.rename.mutationOptions(AT_ONCE));
  const { id: customerId, name } = context.customer;
  const form = useForm(NameCustomer, { defaultValues: { conversationId, customerId, name: isName(name) ? name : "" } });
  const onSubmit = async (input: NameCustomer) => {
    await rename.mutateAsync(input);
    toastInfo(t("named", { name: input.name }));
    onClose();
  };
  return (
    <Form
      form={form}
      onSubmit={onSubmit}
      failure={useFailure(t("nameFailed"), { nameFromRecord: "name" })}
      buttons={<FormButtons form={form} label={t("saveName")} onCancel={onClose} />}
    >
      <FormField form={form} name="name" label={t("name")} hint={t("nameHint")}>
        {(control) => <Input required maxLength={80} autoComplete="off" {...control} />}
      </FormField>
    </Form>
  );
}
