import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import * as z from "zod";
import { InEnglish } from "@/tests/intl";
import { Input } from "./field";
import { Form, FormButtons, FormField, useForm } from "./form";

const Account = z.strictObject({
  name: z.string().trim().min(1),
  email: z.email(),
  password: z.string().min(10, "passwordTooShort"),
  regions: z.array(z.string()),
});
type Account = z.infer<typeof Account>;

function AccountForm({ onSubmit }: { onSubmit: (account: Account) => unknown }) {
  const form = useForm(Account, { defaultValues: { name: "", email: "", password: "", regions: ["east"] } });
  const failure = ({ message }: Error) =>
    ({ message, field: message.includes("e-mail") ? "email" : undefined }) as const;
  return (
    <Form
      form={form}
      onSubmit={onSubmit}
      failure={(error) => failure(error as Error)}
      buttons={<FormButtons form={form} label="Save" onCancel={() => {}} />}
    >
      {(["name", "email", "password"] as const).map((name) => (
        <FormField key={name} form={form} name={name} label={name} hint={name === "email" ? "At work" : null}>
          {(control) => <Input {...control} />}
        </FormField>
      ))}
      <input type="checkbox" aria-label="west" value="west" {...form.register("regions")} />
    </Form>
  );
}
const show = (onSubmit: (account: Account) => unknown) =>
  render(<AccountForm onSubmit={onSubmit} />, { wrapper: InEnglish });
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const enter = (label: string, value: string) => fireEvent.change(field(label), { target: { value } });
const send = () => fireEvent.click(screen.getByRole("button", { name: "Save" }));
const describedBy = (label: string) =>
  field(label)
    .getAttribute("aria-describedby")
    ?.split(" ")
    .map((id) => document.getElementById(id)?.textContent);
function enterAll() {
  enter("name", " Ana ");
  enter("email", "ana@shop.example");
  enter("password", "long enough");
}

test("an invalid form is not sent: each field says why, and the first of them is focused", async () => {
  const onSubmit = vi.fn();
  show(onSubmit);
  enter("name", "  ");
  enter("email", "ana");
  enter("password", "short");
  send();
  await screen.findByText("Fill in this field.");
  expect(onSubmit).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(field("name"));
  expect(field("name").getAttribute("aria-invalid")).toBe("true");
  expect(describedBy("name")).toEqual(["Fill in this field."]);
  expect(describedBy("email")).toEqual(["At work", "Enter an e-mail address, for example name@example.com."]);
  expect(describedBy("password")).toEqual(["At least 10 characters"]);
});

test("a corrected field loses its error, and the values are sent as the schema outputs them", async () => {
  const onSubmit = vi.fn();
  show(onSubmit);
  send();
  await screen.findByText("At least 10 characters");
  enterAll();
  fireEvent.click(field("west"));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  send();
  await waitFor(() => expect(onSubmit).toHaveBeenCalledOnce());
  const sent = { name: "Ana", email: "ana@shop.example", password: "long enough", regions: ["west"] };
  expect(onSubmit).toHaveBeenCalledWith(sent);
});

test("a refusal appears at its field and moves the focus there, and entered values stay", async () => {
  show(() => Promise.reject(new Error("This e-mail is taken.")));
  enterAll();
  send();
  await screen.findByText("This e-mail is taken.");
  expect(describedBy("email")).toEqual(["At work", "This e-mail is taken."]);
  expect(document.activeElement).toBe(field("email"));
  expect([field("name").value, field("password").value]).toEqual([" Ana ", "long enough"]);
  enter("email", "ana.alvarez@shop.example");
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("a failure of the whole form is announced, and sending again is possible", async () => {
  const onSubmit = vi.fn().mockRejectedValueOnce(new Error("It could not be saved.")).mockResolvedValueOnce(undefined);
  show(onSubmit);
  enterAll();
  send();
  expect((await screen.findByRole("alert")).textContent).toBe("It could not be saved.");
  send();
  await waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(2));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("a form that is being sent cannot be sent again", async () => {
  const onSubmit = vi.fn(() => new Promise(() => {}));
  show(onSubmit);
  enterAll();
  send();
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true));
  send();
  expect(onSubmit).toHaveBeenCalledOnce();
});
