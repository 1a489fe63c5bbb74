import { fireEvent, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { EndpointView } from "@/server/contract/settings";
import { uuid } from "@/tests/cached";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { EndpointForm } from "./endpoint-form";

const connections = [
  { id: uuid(1), kind: "twilio-sms", account: "AC1", label: "Texts", isFromEnvironment: false },
  { id: uuid(2), kind: "webchat", account: "web-shop", label: "Web shop", isFromEnvironment: false },
];
const places = [uuid(3), uuid(4)].map((id, n) => ({ id, kind: "store", name: `Store ${n}`, region: "", code: "" }));
const endpoint: EndpointView = {
  ...{ id: uuid(5), connectionId: uuid(2), channel: "webchat", address: "harbor", label: "Harbor", problem: null },
  addressLabel: "harbor",
  place: { id: uuid(4), name: "Store 1" },
};
const save = () => fireEvent.click(screen.getByRole("button", { name: "Save" }));
const around = (label: string) => within(screen.getByLabelText(label).closest("div") as HTMLElement);

test("an address shows its own location once the locations have arrived, and only accounts of its channel", async () => {
  renderInWorkspace(<EndpointForm endpoint={endpoint} connections={connections} onClose={() => {}} />, {
    "team.places": () => places,
  });
  await screen.findByRole("option", { name: "Store 1" });
  expect(screen.getByLabelText<HTMLSelectElement>("Location").value).toBe(uuid(4));
  expect(screen.queryByRole("option", { name: /Texts/ })).toBeNull();
});

test("missing values are reported at each field before anything is sent, and a refused address at its field", async () => {
  const sent: unknown[] = [];
  renderInWorkspace(<EndpointForm endpoint={null} connections={connections} onClose={() => {}} />, {
    "team.places": () => places,
    "settings.saveEndpoint": (input) => {
      sent.push(input);
      throw new Refused("conflict", "addressTaken");
    },
  });
  await screen.findByRole("option", { name: "Store 0" });
  save();
  expect(await screen.findAllByText("Fill in this field.")).toHaveLength(3);
  expect(sent).toEqual([]);
  const [address] = screen.getAllByRole("textbox");
  expect(document.activeElement).toBe(address);
  fireEvent.change(address as HTMLElement, { target: { value: "+1 206 555 0100" } });
  fireEvent.change(screen.getByLabelText("Name"), { target: { value: "Texts" } });
  fireEvent.change(screen.getByLabelText("Location"), { target: { value: uuid(3) } });
  save();
  await within(address?.parentElement as HTMLElement).findByRole("alert");
  expect(around("Location").queryByRole("alert")).toBeNull();
  const texts = { connectionId: uuid(1), address: "+1 206 555 0100", label: "Texts", placeId: uuid(3) };
  expect(sent).toEqual([texts]);
});
