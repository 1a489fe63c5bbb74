"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useWatch } from "react-hook-form";
import { uuidv7 } from "uuidv7";
import type * as z from "zod";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { Form, FormField, useForm } from "@/components/ui/form";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import { AddCustomerNote, type CustomerNote } from "@/server/contract/customers";
import { Section } from "./section";

const Note = AddCustomerNote.pick({ body: true });

type Props = {
  conversationId: string;
  notes: readonly CustomerNote[];
  /** A note that was begun before the panel moved. */
  draft?: string;
  onDraft?: (body: string) => void;
};

/** Notes about the customer, shown in all of their conversations. */
export function NotesSection({ conversationId, notes, draft = "", onDraft }: Props) {
  const t = useTranslations("customers");
  const trpc = useTRPC();
  const format = useFormat();
  const now = useNow();
  // Kept until the note is saved, so that a note that is sent twice is saved once.
  const [noteId, setNoteId] = useState(() => uuidv7());
  const add = useMutation(trpc.customers.addNote.mutationOptions());
  const form = useForm(Note, { defaultValues: { body: draft } });
  const body = useWatch({ control: form.control, name: "body" });
  useEffect(() => {
    if (body !== draft) onDraft?.(body);
  }, [body, draft, onDraft]);
  const onSubmit = async (note: z.infer<typeof Note>) => {
    await add.mutateAsync({ conversationId, noteId, ...note });
    form.reset({ body: "" });
    setNoteId(uuidv7());
  };
  return (
    <Section title={t("notes.title")}>
      <ul className="flex flex-col gap-2">
        {notes.map((note) => (
          <li key={note.id} className="rounded-md border border-note-line bg-note px-3 py-2 text-sm">
            <p dir="auto" className="wrap-text">
              {note.body}
            </p>
            <p className="mt-1 text-note-ink text-xs">
              {note.author} · {format.moment(note.at, now)}
            </p>
          </li>
        ))}
      </ul>
      <Form form={form} onSubmit={onSubmit} failure={useFailure(t("notes.failed"))} className="gap-2">
        <FormField form={form} name="body" label={t("notes.label")} isLabelHidden>
          {(control) => (
            <Textarea rows={body === "" ? 1 : 3} maxLength={2000} placeholder={t("notes.placeholder")} {...control} />
          )}
        </FormField>
        {body.trim() !== "" && (
          <Button type="submit" className="justify-self-end" disabled={add.isPending}>
            {t("notes.save")}
          </Button>
        )}
      </Form>
    </Section>
  );
}
