"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { useWatch } from "react-hook-form";
import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { useChannels } from "@/components/client/channels";
import { useMe } from "@/components/client/realtime";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { useFailure } from "@/components/client/use-failure";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input, Select, Textarea } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { MAX_BODY } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import type { TextOrigin } from "@/server/contract/new-text";
import { addToReply } from "../drafts";
import { SegmentCount } from "../segment-count";

type Props = { phone: string; onClose: () => void };

/** A text to a number that may never have written: it starts a conversation, or leads to the one that there is. */
export function NewTextDialog({ phone, onClose }: Props) {
  const t = useTranslations("newText");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const origins = useQuery(trpc.conversations.textOrigins.queryOptions());
  if (origins.data && origins.data.length > 0) return <Filled {...{ phone, onClose }} origins={origins.data} />;
  const says = origins.isError
    ? errorText(origins.error, t("originsFailed"))
    : t(origins.data ? "noOrigins" : "loading");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title")}
      footer={
        <>
          {origins.isError && <Button onClick={() => void origins.refetch()}>{t("retry")}</Button>}
          <Button onClick={onClose}>{t("close")}</Button>
        </>
      }
    >
      <p role={origins.isError ? "alert" : "status"} className="text-muted text-sm">
        {says}
      </p>
    </Dialog>
  );
}

const Schema = z.strictObject({
  endpointId: z.string(),
  phone: z.string().trim().min(1).max(40),
  body: z.string().trim().min(1).max(MAX_BODY),
});
type Values = z.output<typeof Schema>;

/** Requests with the same content have the same ids, so that one whose answer was lost is not made twice. */
function useStart(): (values: Values) => Promise<{ conversationId: Id }> {
  const start = useMutation(useTRPC().conversations.start.mutationOptions());
  const last = useRef({ content: "", conversationId: "", clientMessageId: "" });
  return (values) => {
    const content = JSON.stringify(values);
    if (content !== last.current.content)
      last.current = { content, conversationId: uuidv7(), clientMessageId: uuidv7() };
    const { conversationId, clientMessageId } = last.current;
    return start.mutateAsync({ ...values, conversationId, clientMessageId, undoable: true });
  };
}

function Filled({ phone, origins, onClose }: Props & { origins: readonly TextOrigin[] }) {
  const t = useTranslations("newText");
  const formId = useId();
  const me = useMe();
  const router = useRouter();
  const start = useStart();
  const failure = useFailure(t("failed"), { notAPhone: "phone", notAMobile: "phone", nothingToSend: "body" });
  const [found, setFound] = useState<{ phone: string; endpointId: Id; conversationId: Id } | null>(null);
  const form = useForm(Schema, { defaultValues: { endpointId: origins[0]?.endpointId ?? "", phone, body: "" } });
  const [endpointId, number, body] = useWatch({ control: form.control, name: ["endpointId", "phone", "body"] });
  const existing = found?.phone === number.trim() && found.endpointId === endpointId ? found.conversationId : null;
  const origin = origins.find((one) => one.endpointId === endpointId);
  // The number was removed, or the person no longer works at its location.
  useEffect(() => {
    if (!origin) form.setValue("endpointId", origins[0]?.endpointId ?? "");
  }, [origin, origins, form]);
  const opens = (conversationId: Id) => {
    onClose();
    router.push(`/inbox?view=all&c=${conversationId}`);
  };
  const onSubmit = async (values: Values) => {
    try {
      opens((await start(values)).conversationId);
    } catch (error) {
      const refusal = refusalOf(error);
      const { conversationId } = refusal?.details ?? {};
      if (refusal?.reason === "alreadyInConversation" && typeof conversationId === "string")
        setFound({ phone: values.phone, endpointId: values.endpointId, conversationId });
      throw error;
    }
  };
  const goOn = (conversationId: Id) => {
    addToReply({ userId: me.id, conversationId }, form.getValues("body").trim());
    opens(conversationId);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title")}
      description={t("hint")}
      footer={
        existing ? (
          <>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button variant="primary" onClick={() => goOn(existing)}>
              {t("goOn")}
            </Button>
          </>
        ) : (
          <FormButtons form={form} formId={formId} label={t("send")} onCancel={onClose} />
        )
      }
    >
      <Form id={formId} form={form} onSubmit={onSubmit} failure={failure}>
        {origins.length > 1 ? (
          <FormField form={form} name="endpointId" label={t("from")}>
            {(control) => (
              <Select className="w-full" {...control}>
                {origins.map((one) => (
                  <option key={one.endpointId} value={one.endpointId}>
                    {nameOf(one)}
                  </option>
                ))}
              </Select>
            )}
          </FormField>
        ) : (
          <p className="text-sm">
            <span className="font-medium">{t("from")}</span> <bdi className="nums text-muted">{nameOf(origins[0])}</bdi>
          </p>
        )}
        <FormField form={form} name="phone" label={t("to")} hint={t("toHint")}>
          {(control) => <Input type="tel" autoComplete="off" className="nums" maxLength={40} {...control} />}
        </FormField>
        <FormField form={form} name="body" label={t("body")} hint={<Segments channel={origin?.channel} text={body} />}>
          {(control) => <Textarea rows={3} maxLength={MAX_BODY} dir="auto" {...control} />}
        </FormField>
      </Form>
      {existing && <p className="mt-1 text-muted text-xs">{t("goOnHint")}</p>}
    </Dialog>
  );
}

/** Where texts are cut into segments, how many this one takes. */
function Segments({ channel, text }: { channel: string | undefined; text: string }) {
  const isCut = useChannels().of(channel ?? "")?.capabilities.segments;
  return isCut ? <SegmentCount text={text} /> : null;
}

const nameOf = (origin: TextOrigin | undefined): string => (origin ? `${origin.place.name} · ${origin.label}` : "");
