"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { uuidv7 } from "uuidv7";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { CustomerNote } from "@/server/contract/customers";
import { Section } from "./section";

/** What colleagues should know about this person, in every conversation. */
export function NotesSection({ conversationId, notes }: { conversationId: string; notes: readonly CustomerNote[] }) {
  const t = useTranslations("customers");
  const trpc = useTRPC();
  const id = useId();
  const format = useFormat();
  const now = useNow();
  const [body, setBody] = useState("");
  const [noteId, setNoteId] = useState(() => uuidv7());
  const add = useMutation(
    trpc.customers.addNote.mutationOptions({
      onSuccess: () => {
        setBody("");
        setNoteId(uuidv7());
      },
    }),
  );
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
      <form
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (body.trim()) add.mutate({ conversationId, noteId, body: body.trim() });
        }}
      >
        <label htmlFor={id} className="sr-only">
          {t("notes.label")}
        </label>
        <Textarea
          id={id}
          rows={body === "" ? 1 : 3}
          maxLength={2000}
          placeholder={t("notes.placeholder")}
          value={body}
          onChange={(event) => setBody(event.target.value)}
        />
        {add.error && (
          <p role="alert" className="text-danger text-xs">
            {refusalOf(add.error)?.message ?? t("notes.failed")}
          </p>
        )}
        {body.trim() !== "" && (
          <Button type="submit" className="self-end" disabled={add.isPending}>
            {t("notes.save")}
          </Button>
        )}
      </form>
    </Section>
  );
}
