import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { uuid } from "@/tests/cached";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { NotesSection } from "./notes-section";

test("a note that could not be saved stays in its field, and is sent again with the same id", async () => {
  const sent: { noteId: string; body: string }[] = [];
  renderInWorkspace(<NotesSection conversationId={uuid(1)} notes={[]} />, {
    "customers.addNote": (note: { noteId: string; body: string }) => {
      sent.push(note);
      if (sent.length === 1) throw new Refused("unavailable", "unavailable");
    },
  });
  const body = screen.getByRole<HTMLTextAreaElement>("textbox");
  expect(screen.queryByRole("button")).toBeNull();
  fireEvent.change(body, { target: { value: " Prefers e-mail " } });
  fireEvent.click(screen.getByRole("button"));
  await screen.findByRole("alert");
  expect(body.value).toBe(" Prefers e-mail ");
  fireEvent.click(screen.getByRole("button"));
  await waitFor(() => expect(body.value).toBe(""));
  expect(screen.queryByRole("alert")).toBeNull();
  expect(sent.map((note) => note.body)).toEqual(["Prefers e-mail", "Prefers e-mail"]);
  expect(sent[0]?.noteId).toBe(sent[1]?.noteId);
  fireEvent.change(body, { target: { value: "Second" } });
  fireEvent.click(screen.getByRole("button"));
  await waitFor(() => expect(sent).toHaveLength(3));
  expect(sent[2]?.noteId).not.toBe(sent[0]?.noteId);
});
