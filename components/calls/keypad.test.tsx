import { fireEvent, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { LiveCall } from "@/server/contract/live-calls";
import { customerLeg, legOf, talking } from "@/tests/calls";
import { fakePhone } from "@/tests/softphone";
import { ana, renderInWorkspace } from "@/tests/workspace";
import type { BarActions } from "./bar-actions";
import { CallBar } from "./call-bar";
import { callOf } from "./call-view";
import type { MediaState } from "./media/leg-audio";

const onTelephone = (over: Partial<LiveCall> = {}): LiveCall => ({ ...talking(), provider: "asterisk", ...over });

/** The bar of a call whose audio is in this tab. */
function open(call: LiveCall) {
  const { softphone } = fakePhone();
  const sent: string[] = [];
  softphone.sendKey = (key) => void sent.push(key);
  const bar = (shown: LiveCall, connection: MediaState["connection"] = "connected") => {
    const phone = { callId: shown.id, media: { connection } as MediaState };
    const view = callOf([shown], ana.id);
    return view && <CallBar {...{ view, phone, softphone }} isMuted={false} actions={{} as BarActions} />;
  };
  const { rerenderUi } = renderInWorkspace(bar(call), {});
  const update = (next: LiveCall, connection?: MediaState["connection"]) => rerenderUi(bar(next, connection));
  return { sent, update };
}
const keypad = () => screen.queryByRole("region", { name: "Keypad" });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

test("keys are pressed or typed while the keypad is open, and shown", () => {
  const { sent } = open(onTelephone());
  press("Keypad");
  const panel = keypad() as HTMLElement;
  expect(document.activeElement).toBe(panel);
  press("Pound");
  press("4 GHI");
  fireEvent.keyDown(panel, { key: "7" });
  fireEvent.keyDown(panel, { key: "7", repeat: true });
  fireEvent.keyDown(panel, { key: "x" });
  expect(sent).toEqual(["#", "4", "7"]);
  expect(within(panel).getByRole("status", { name: "Keys pressed" }).textContent).toBe("#47");
});

test("Escape closes the keypad, and the keyboard is where it was", () => {
  open(onTelephone());
  const button = screen.getByRole("button", { name: "Keypad" });
  button.focus();
  fireEvent.click(button);
  fireEvent.keyDown(keypad() as HTMLElement, { key: "Escape" });
  expect(keypad()).toBeNull();
  expect(document.activeElement).toBe(button);
});

test("the keypad is gone while the customer cannot hear keys, and closed when they can again", () => {
  const call = onTelephone();
  const { update } = open(call);
  press("Keypad");
  update({ ...call, legs: [customerLeg({ held: true }), legOf(1)] });
  expect(keypad()).toBeNull();
  expect(screen.queryByRole("button", { name: "Keypad" })).toBeNull();
  update(call);
  expect(keypad()).toBeNull();
  screen.getByRole("button", { name: "Keypad" });
});

test("the keypad is gone while the audio is interrupted, because nobody would hear the keys", () => {
  const call = onTelephone();
  const { update } = open(call);
  press("Keypad");
  update(call, "recovering");
  expect(keypad()).toBeNull();
});

test("a call from the web chat has no keypad, because nothing there hears keys", () => {
  open(talking());
  screen.getByRole("button", { name: "Mute" });
  expect(screen.queryByRole("button", { name: "Keypad" })).toBeNull();
});
