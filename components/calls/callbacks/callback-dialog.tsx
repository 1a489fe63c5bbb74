"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useMemo, useState, useSyncExternalStore } from "react";
import { useWatch } from "react-hook-form";
import { uuidv7 } from "uuidv7";
import * as z from "zod";
import { AtPlace, useZone } from "@/components/client/place-zones";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { useFailure } from "@/components/client/use-failure";
import { fromLocalInput, localInput } from "@/components/conversations/snooze-presets";
import { Button } from "@/components/ui/button";
import { currentTime } from "@/components/ui/clock";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { Segmented } from "@/components/ui/segmented";
import { useFormat } from "@/components/ui/use-format";
import type { CallbackPlan } from "@/server/contract/callbacks";
import type { Id } from "@/server/contract/ids";
import { askedCallback } from "./callback-request";

type Asked = { conversationId: Id; customer: string };
const close = () => askedCallback.set(null);

/** The dialog that was asked for anywhere on the page: it schedules a callback, or changes the one that is there. */
export function AskedCallback() {
  const asked = useSyncExternalStore(askedCallback.subscribe, askedCallback.get, () => null);
  return asked && <CallbackDialog key={asked.conversationId} {...asked} />;
}

function CallbackDialog(asked: Asked) {
  const t = useTranslations("callbacks");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const id = useId();
  const { conversationId, customer } = asked;
  const plan = useQuery(trpc.calls.callbackPlan.queryOptions({ conversationId }, { staleTime: 0, gcTime: 0 }));
  // As it was when the dialog opened: what is entered is not replaced by a refetch.
  const [opened, setOpened] = useState<CallbackPlan | null>(null);
  if (plan.data && !plan.isFetching && !opened) setOpened(plan.data);
  const title = t(opened?.callback ? "changeTitle" : "title", { customer });
  if (opened)
    return (
      <AtPlace placeId={opened.place.id}>
        <Filled {...asked} plan={opened} title={title} formId={id} />
      </AtPlace>
    );
  return (
    <Dialog open onOpenChange={close} title={title} footer={<Button onClick={close}>{t("close")}</Button>}>
      <p role={plan.isError ? "alert" : "status"} className="text-muted text-sm">
        {plan.isError ? errorText(plan.error, t("failed")) : t("loading")}
      </p>
    </Dialog>
  );
}

/** `until` is in the time zone of the place. */
const schemaIn = (timeZone: string | undefined) =>
  z.strictObject({
    due: z
      .string()
      .min(1)
      .refine((entered) => fromLocalInput(entered, timeZone) > currentTime(), "timeNotFuture"),
    /** `same`: a colleague whose callback it is. */
    assignee: z.enum(["same", "me", "place"]),
    reason: z.string().trim().max(300),
  });

function Filled({ plan, title, formId, ...asked }: Asked & { plan: CallbackPlan; title: string; formId: string }) {
  const t = useTranslations("callbacks");
  const format = useFormat();
  const zone = useZone();
  const [now] = useState(currentTime);
  const schema = useMemo(() => schemaIn(zone), [zone]);
  const { callback, place } = plan;
  const me = useMe();
  const colleague = callback?.assignee && callback.assignee.id !== me.id ? callback.assignee : null;
  const form = useForm(schema, {
    defaultValues: {
      due: callback ? localInput(new Date(callback.dueAt), zone) : "",
      assignee: colleague ? "same" : callback && !callback.assignee ? "place" : "me",
      reason: callback?.reason ?? "",
    },
  });
  const assignee = useWatch({ control: form.control, name: "assignee" });
  const save = useSave(asked, plan);
  const isElsewhere = localInput(now, zone) !== localInput(now);
  const hint = isElsewhere && t("zoneHint", { place: place.name, zone: format.zoneName(now) });
  const onSubmit = async ({ due, ...rest }: z.output<typeof schema>) => {
    await save({ ...rest, dueAt: fromLocalInput(due, zone).toISOString() });
    close();
  };
  return (
    <Dialog
      open
      onOpenChange={close}
      title={title}
      description={t("hint")}
      footer={<FormButtons form={form} formId={formId} label={t(callback ? "save" : "schedule")} onCancel={close} />}
    >
      <Form id={formId} form={form} onSubmit={onSubmit} failure={useFailure(t("failed"))}>
        <QuickTimes
          times={plan.times}
          onChoose={(time) => form.setValue("due", localInput(new Date(time), zone), { shouldValidate: true })}
        />
        <FormField form={form} name="due" label={t("due")} hint={hint}>
          {(control) => <Input type="datetime-local" min={localInput(now, zone)} {...control} />}
        </FormField>
        <div className="grid gap-1.5">
          <p className="font-medium text-sm">{t("assignee")}</p>
          <Segmented
            label={t("assignee")}
            value={assignee}
            onChange={(next) => form.setValue("assignee", next)}
            options={[
              ...(colleague ? [{ value: "same" as const, label: colleague.name }] : []),
              { value: "me", label: t("me") },
              { value: "place", label: place.name },
            ]}
            className="justify-self-start"
          />
        </div>
        <FormField form={form} name="reason" label={t("reason")}>
          {(control) => <Input maxLength={300} {...control} />}
        </FormField>
      </Form>
    </Dialog>
  );
}

/** Times at which the place is open; choosing one fills the field, so that it can still be changed. */
function QuickTimes({ times, onChoose }: { times: readonly string[]; onChoose: (time: string) => void }) {
  const t = useTranslations("callbacks");
  const format = useFormat();
  const [now] = useState(currentTime);
  if (times.length === 0) return null;
  const dayOf = (time: string) =>
    format.dayKey(time) !== format.dayKey(now.getTime()) && format.weekday(new Date(time));
  return (
    <fieldset aria-label={t("quick")} className="flex min-w-0 flex-wrap gap-2">
      {times.map((time) => (
        <Button key={time} size="md" className="nums" onClick={() => onChoose(time)}>
          {[dayOf(time), format.clockTime(time)].filter(Boolean).join(" ")}
        </Button>
      ))}
    </fieldset>
  );
}

type Values = { dueAt: string; assignee: "same" | "me" | "place"; reason: string };

function useSave({ conversationId }: Asked, { callback }: CallbackPlan): (values: Values) => Promise<unknown> {
  const trpc = useTRPC();
  // One id for all attempts, so that one whose answer was lost is not made twice.
  const [callbackId] = useState(uuidv7);
  const schedule = useMutation(trpc.calls.scheduleCallback.mutationOptions());
  const reschedule = useMutation(trpc.calls.rescheduleCallback.mutationOptions());
  return ({ dueAt, reason, assignee: chosen }) => {
    const assignee = chosen === "same" ? undefined : chosen;
    if (!callback)
      return schedule.mutateAsync({ callbackId, conversationId, dueAt, reason, assignee: assignee ?? "me" });
    // What was not edited is not sent: it may be masked here, or somebody else may have changed it.
    const edited = reason === callback.reason ? {} : { reason };
    return reschedule.mutateAsync({ callbackId: callback.id, dueAt, ...(assignee && { assignee }), ...edited });
  };
}
