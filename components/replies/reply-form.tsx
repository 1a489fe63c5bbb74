"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type RefObject, useId, useRef, useState } from "react";
import { uuidv7 } from "uuidv7";
import type * as z from "zod";
import { useMe } from "@/components/client/realtime";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { insertAtCaret } from "@/components/conversations/insertion";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { toastError } from "@/components/ui/toast";
import { MAX_BODY } from "@/server/contract/constants";
import { fieldTag, MERGE_FIELDS, type MergeField } from "@/server/contract/merge-fields";
import { type ReplyLibrary, type SavedReply, SaveReply } from "@/server/contract/replies";

const Content = SaveReply.pick({ name: true, shortcut: true, body: true });
type Content = z.infer<typeof Content>;

/** Adds a saved reply, or changes one. What a colleague saved meanwhile is shown before it is overwritten. */
export function ReplyForm({ reply, onClose }: { reply: SavedReply | null; onClose: () => void }) {
  const t = useTranslations("replies");
  const id = useId();
  const text = useRef<HTMLTextAreaElement>(null);
  const form = useForm(Content, {
    defaultValues: { name: reply?.name ?? "", shortcut: reply?.shortcut ?? "", body: reply?.body ?? "" },
  });
  const failure = useFailure(t("form.failed"), { shortcutTaken: "shortcut", mergeFieldUnknown: "body" });
  const [library, setLibrary] = useState<ReplyLibrary>(reply?.library ?? { kind: "personal" });
  const { onSubmit, theirs, overwrite } = useSave(reply, library, onClose);
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={reply ? t("form.edit", { name: reply.name }) : t("form.new")}
      footer={
        <FormButtons form={form} formId={id} label={t("form.save")} onCancel={onClose} isBlocked={theirs !== null} />
      }
    >
      <Form id={id} form={form} onSubmit={onSubmit} failure={failure}>
        {!reply && <LibraryField library={library} onChange={setLibrary} />}
        <div className="grid gap-4 expanded:grid-cols-2">
          <FormField form={form} name="name" label={t("form.name")} hint={t("form.nameHint")}>
            {(control) => <Input required maxLength={60} {...control} />}
          </FormField>
          <FormField
            form={form}
            name="shortcut"
            label={t("form.shortcut")}
            hint={t("form.shortcutHint")}
            options={{ setValueAs: (entered) => entered?.trim().replace(/^\//, "") || null }}
          >
            {(control) => <Input maxLength={31} autoCapitalize="none" {...control} />}
          </FormField>
        </div>
        <FormField form={form} name="body" label={t("form.text")} hint={t("form.textHint")}>
          {({ ref, ...control }) => (
            <Textarea
              required
              rows={5}
              maxLength={MAX_BODY}
              dir="auto"
              {...control}
              ref={(field) => {
                ref(field);
                text.current = field;
              }}
            />
          )}
        </FormField>
        <FieldButtons text={text} />
        {theirs && <Conflict theirs={theirs} onOverwrite={overwrite} onDiscard={onClose} />}
      </Form>
    </Dialog>
  );
}

/** Saves on top of the version that the person saw. `theirs` is what a colleague saved meanwhile. */
function useSave(reply: SavedReply | null, library: ReplyLibrary, onClose: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const save = useMutation(trpc.replies.save.mutationOptions());
  const [replyId] = useState(() => reply?.id ?? uuidv7());
  const expectedVersion = useRef(reply?.version ?? 0);
  const [theirs, setTheirs] = useState<SavedReply | null>(null);
  const onSubmit = async (content: Content) => {
    try {
      await save.mutateAsync({ replyId, library, ...content, expectedVersion: expectedVersion.current });
    } catch (error) {
      const current = refusalOf(error)?.code === "conflict" && (refusalOf(error)?.details.current as SavedReply);
      if (!current) throw error;
      setTheirs(current);
      return;
    }
    await queryClient.invalidateQueries({ queryKey: trpc.replies.pathKey() });
    onClose();
  };
  const overwrite = () => {
    expectedVersion.current = theirs?.version ?? 0;
    setTheirs(null);
  };
  return { onSubmit, theirs, overwrite };
}

/** The libraries into which the person may put a reply; not shown where that is only their own. */
function LibraryField(props: { library: ReplyLibrary; onChange: (library: ReplyLibrary) => void }) {
  const t = useTranslations("replies");
  const trpc = useTRPC();
  const id = useId();
  const { can, scope } = useMe();
  const all = useQuery(trpc.team.places.queryOptions()).data ?? [];
  const isLed = (placeId: string) => can.settings || scope.all || scope.placeIds.includes(placeId);
  const places = can.bulkAssign ? all.filter((place) => isLed(place.id)) : [];
  if (places.length === 0 && !can.settings) return null;
  const { library } = props;
  const choose = (value: string) =>
    props.onChange(
      value === "personal" || value === "organization" ? { kind: value } : { kind: "place", placeId: value },
    );
  return (
    <Field label={t("form.for")} htmlFor={id}>
      <Select
        id={id}
        value={library.kind === "place" ? library.placeId : library.kind}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="personal">{t("form.forMe")}</option>
        {can.settings && <option value="organization">{t("form.forEveryone")}</option>}
        {places.map((place) => (
          <option key={place.id} value={place.id}>
            {place.name}
          </option>
        ))}
      </Select>
    </Field>
  );
}

/** The key of a field's name in the catalog, where a dot would be a level. */
const keyOf = (field: MergeField) => `fields.${field.replace(".", "-") as "me-name"}` as const;

/** Puts fields into the text, at the caret. */
function FieldButtons({ text }: { text: RefObject<HTMLTextAreaElement | null> }) {
  const t = useTranslations("replies");
  const insert = (field: MergeField) => {
    if (text.current && !insertAtCaret(text.current, fieldTag(field))) toastError(t("form.tooLong"));
  };
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-1.5">
      <legend className="mb-1.5 font-medium text-sm">{t("form.insert")}</legend>
      {MERGE_FIELDS.map((field) => (
        <Button key={field} onClick={() => insert(field)}>
          {t(keyOf(field))}
        </Button>
      ))}
    </fieldset>
  );
}

function Conflict(props: { theirs: SavedReply; onOverwrite: () => void; onDiscard: () => void }) {
  const t = useTranslations("replies");
  return (
    <div role="alert" className="grid gap-2 rounded-md border border-warning/50 bg-warning-soft p-3 text-sm">
      <p className="font-medium">{t("form.changed")}</p>
      <p className="whitespace-pre-wrap">
        <bdi className="font-medium">{props.theirs.name}</bdi>
        <br />
        <bdi>{props.theirs.body}</bdi>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          onClick={({ currentTarget }) => {
            props.onOverwrite();
            currentTarget.form?.requestSubmit();
          }}
        >
          {t("form.overwrite")}
        </Button>
        <Button variant="quiet" onClick={props.onDiscard}>
          {t("form.discard")}
        </Button>
      </div>
    </div>
  );
}
