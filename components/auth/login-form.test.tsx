import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { beforeEach, expect, test, vi } from "vitest";
import { InEnglish } from "@/tests/intl";
import { LoginForm } from "./login-form";

const signIn = vi.fn();
vi.mock("next-auth/react", () => ({ signIn: (...given: unknown[]) => signIn(...given) }));
beforeEach(() => void signIn.mockReset());

const show = () => render(<LoginForm oidcName={null} error={null} ended={false} next={null} />, { wrapper: InEnglish });
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const press = () => fireEvent.click(screen.getByRole("button", { name: "Sign in" }));

test("no request is sent until both fields are filled in, and the first empty one is focused", async () => {
  show();
  press();
  expect(await screen.findAllByText("Fill in this field.")).toHaveLength(2);
  expect(document.activeElement).toBe(field("E-mail"));
  expect(signIn).not.toHaveBeenCalled();
});

test("after a wrong password the error is focused, and entered values stay", async () => {
  signIn.mockResolvedValue({ error: "CredentialsSignin" });
  show();
  fireEvent.change(field("E-mail"), { target: { value: "ana@demo.example" } });
  fireEvent.change(field("Password"), { target: { value: "not this one" } });
  press();
  const alert = await screen.findByRole("alert");
  await waitFor(() => expect(document.activeElement).toBe(alert));
  expect(alert.textContent).toContain("That e-mail and password do not match.");
  expect([field("E-mail").value, field("Password").value]).toEqual(["ana@demo.example", "not this one"]);
  const sent = { email: "ana@demo.example", password: "not this one", redirect: false };
  expect(signIn).toHaveBeenCalledExactlyOnceWith("credentials", sent);
});

test("the number on the app's icon goes with the person who has signed out", () => {
  const clearAppBadge = vi.fn(async () => {});
  Object.defineProperty(navigator, "clearAppBadge", { value: clearAppBadge, configurable: true });
  show();
  expect(clearAppBadge).toHaveBeenCalledOnce();
});

test("values entered before hydration are sent", async () => {
  signIn.mockResolvedValue({ error: "CredentialsSignin" });
  const page = <LoginForm oidcName={null} error={null} ended={false} next={null} />;
  const container = document.body.appendChild(document.createElement("div"));
  container.innerHTML = renderToString(<InEnglish>{page}</InEnglish>);
  field("E-mail").value = "ana@demo.example";
  field("Password").value = "typed early";
  render(page, { wrapper: InEnglish, container, hydrate: true });
  press();
  const sent = { email: "ana@demo.example", password: "typed early", redirect: false };
  await waitFor(() => expect(signIn).toHaveBeenCalledExactlyOnceWith("credentials", sent));
});
