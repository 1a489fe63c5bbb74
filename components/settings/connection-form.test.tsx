import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { uuid } from "@/tests/cached";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { ConnectionForm } from "./connection-form";

const enter = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

test("a new account has the fields of its channel, and a refusal is shown as a sentence", async () => {
  const sent: unknown[] = [];
  renderInWorkspace(<ConnectionForm connection={null} onClose={() => {}} />, {
    "settings.saveConnection": (input) => {
      sent.push(input);
      throw new Refused("invalid", "fieldInvalid", { field: "Greeting" });
    },
  });
  enter("Channel", "webchat");
  expect(screen.queryByLabelText("Auth token")).toBeNull();
  enter("Name", "Web shop");
  enter("Shop", "web-shop");
  enter("Greeting", "Good morning");
  press("Save");
  await screen.findByText("Greeting cannot be used: check it and save again.");
  const values = { greeting: "Good morning" };
  expect(sent).toEqual([{ kind: "webchat", account: "web-shop", label: "Web shop", values }]);
});

test("a saved secret need not be entered again, and the account of a connection cannot change", async () => {
  const onClose = vi.fn();
  const sent: unknown[] = [];
  const connection = { id: uuid(1), kind: "twilio-sms", account: "AC1", label: "Texts", isFromEnvironment: false };
  renderInWorkspace(<ConnectionForm connection={connection} onClose={onClose} />, {
    "settings.connectionSettings": () => ({ values: { answersKeywords: false }, savedSecrets: ["authToken"] }),
    "settings.saveConnection": (input) => void sent.push(input),
  });
  const token = await screen.findByLabelText<HTMLInputElement>("Auth token");
  expect([token.required, token.value]).toEqual([false, ""]);
  expect(screen.getByLabelText<HTMLInputElement>("Account SID").disabled).toBe(true);
  fireEvent.click(screen.getByRole("checkbox"));
  press("Save");
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(sent).toMatchObject([{ connectionId: uuid(1), account: "AC1", values: { answersKeywords: true } }]);
});

test("a missing required field is reported before anything is sent", async () => {
  const sent: unknown[] = [];
  renderInWorkspace(<ConnectionForm connection={null} onClose={() => {}} />, {
    "settings.saveConnection": (input) => void sent.push(input),
  });
  enter("Channel", "twilio-sms");
  enter("Name", "Texts");
  enter("Account SID", "AC1");
  press("Save");
  await screen.findByText("Fill in this field.");
  expect(document.activeElement).toBe(screen.getByLabelText("Auth token"));
  expect(sent).toEqual([]);
});
