import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keys as queryKeys } from "@/components/client/query-keys";
import { toastError } from "@/components/ui/toast";
import type { CallLeg, LiveCall } from "@/server/contract/live-calls";
import { contextOf, detailOf, itemOf, rowOf, uuid } from "@/tests/cached";
import { BEN, bensLeg, callWith, customerLeg, legOf, ringing, talking } from "@/tests/calls";
import { fakePhone } from "@/tests/softphone";
import { ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { type CallActions, CallActionsContext } from "./call-actions";
import { CallDesk } from "./call-desk";
import { setDeviceSettings } from "./device-settings";
import { MicrophoneError } from "./media/microphone";

vi.mock("@/components/ui/toast", () => ({ toastError: vi.fn() }));

const row = rowOf(1);
const order = { id: uuid(60), number: "1001", status: "pickup_available" };
const answers = {
  "conversations.get": () => detailOf(row, [{ ...itemOf(1, 1), body: "Boots in 9?" }]),
  "customers.context": () => ({ ...contextOf(row.customer, [rowOf(2)]), orders: [order] }),
  "team.places": () => [],
  "team.people": () => [{ ...BEN, role: "associate", placeIds: [], scopeAll: false, disabled: false }],
};
const does = () => vi.fn<(...input: unknown[]) => Promise<unknown>>();
const actions = {
  callOut: does(),
  ...{ answer: does(), decline: does(), hangUp: does(), hold: does(), mute: does(), move: does() },
  ...{ consult: does(), cancelConsult: does(), join: does(), completeTransfer: does(), transfer: does() },
  ...{ supervise: does(), takeOver: does(), pauseRecording: does(), takeCard: does(), cancelCard: does() },
} satisfies CallActions;

let phone: ReturnType<typeof fakePhone>;
beforeEach(() => {
  setDeviceSettings({ ringtone: false });
  for (const act of Object.values(actions)) act.mockResolvedValue(null);
  phone = fakePhone();
});
afterEach(() => void vi.clearAllMocks());

const desk = (calls: LiveCall[]) => (
  <CallActionsContext value={actions}>
    <textarea aria-label="reply" />
    <CallDesk calls={calls} softphone={phone.softphone} />
  </CallActionsContext>
);
const show = (...calls: LiveCall[]) => {
  const { rerenderUi, ...view } = renderInWorkspace(desk(calls), answers);
  return { ...view, update: (...next: LiveCall[]) => rerenderUi(desk(next)) };
};
const ring = () => screen.queryByRole("alertdialog");
const bar = () => screen.queryByRole("region", { name: "Call with Maya Chen" });
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const keys = (code: string, key: string, target: Element = document.body) =>
  fireEvent.keyDown(target, { key, code, ctrlKey: true, shiftKey: true });

test("a ring shows who calls and why before it is answered, and takes the keyboard", async () => {
  show(ringing());
  const dialog = screen.getByRole("alertdialog", { name: "Maya Chen" });
  expect(document.activeElement).toBe(dialog);
  within(dialog).getByText("Incoming call · Pine Street");
  await within(dialog).findByText("Boots in 9?");
  await within(dialog).findByText("#1001");
  within(dialog).getByText(/^SMS · Pine Street ·/);
  press("Answer");
  expect(actions.answer).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: uuid(4001) }));
});

test("a ring never takes the keyboard from somebody who types: it is announced, with the keys that answer", () => {
  const { update } = show();
  const reply = screen.getByLabelText("reply");
  reply.focus();
  update(ringing());
  expect(document.activeElement).toBe(reply);
  expect(screen.getByRole("alert").textContent).toBe("Call from Maya Chen. Press Ctrl/⌘ Shift . to answer.");
  keys("Period", ">", reply);
  expect(actions.answer).toHaveBeenCalledOnce();
});

test("the keyboard goes back to where it was when the ring is over", () => {
  const { update } = show();
  const button = document.body.appendChild(document.createElement("button"));
  button.focus();
  update(ringing());
  expect(document.activeElement).toBe(ring());
  update();
  expect(ring()).toBeNull();
  expect(document.activeElement).toBe(button);
  button.remove();
});

test("of several ringing calls each can be answered or declined", () => {
  const other = { id: uuid(702), name: "Zoe Park", contact: "" };
  show(ringing(), ringing({ id: uuid(4002), customer: other, startedAt: "2026-11-22T09:30:00.000Z" }));
  press("Decline Zoe Park");
  expect(actions.decline).toHaveBeenCalledExactlyOnceWith(uuid(4002));
  press("Answer Zoe Park");
  expect(actions.answer).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: uuid(4002) }));
});

test("a blocked microphone is said with the steps to fix it, and the call goes on ringing for everybody", async () => {
  actions.answer.mockRejectedValue(new MicrophoneError("denied"));
  show(ringing());
  press("Answer");
  expect((await screen.findByRole("alert")).textContent).toMatch(/^The microphone is blocked\. Click the icon/);
  expect(screen.getByRole("button", { name: "Answer" }).ariaDisabled).not.toBe("true");
});

test("a call that is being transferred shows its card and its sender", () => {
  const card = { need: "Wants size 9 today", facts: "", promises: "", consent: "" };
  const to = { userId: ana.id, placeId: uuid(900), name: ana.name };
  const transfer = { fromUserId: BEN.id, to, card, expiresAt: "2099-01-01T00:00:00.000Z" };
  const legs = [customerLeg({ held: true }), bensLeg({ purpose: "queue" })];
  show(callWith([...legs, legOf(3, { state: "ringing", purpose: "transfer" })], { transfer }));
  screen.getByText("Ben Okafor is transferring a call to you");
  screen.getByText("Wants size 9 today");
});

test("the bar mutes at once, and holds, by button and by key", () => {
  phone.carry(talking());
  show(talking());
  press("Mute");
  expect(actions.mute).toHaveBeenLastCalledWith(uuid(4001), true);
  screen.getByRole("button", { name: "Unmute" });
  keys("KeyM", "M");
  expect(actions.mute).toHaveBeenLastCalledWith(uuid(4001), false);
  press("Hold");
  expect(actions.hold).toHaveBeenLastCalledWith(uuid(4001), true);
  keys("KeyH", "H");
  expect(actions.hold).toHaveBeenCalledTimes(2);
});

test("when the server cannot be reached to unmute me, I stay muted, and a notice says so", async () => {
  phone.carry(talking());
  show(callWith([customerLeg(), legOf(1, { muted: true })]));
  actions.mute.mockRejectedValue(new Error("offline"));
  press("Unmute");
  await waitFor(() => expect(phone.legs[0]?.state.muted).toBe(true));
  screen.getByRole("button", { name: "Unmute" });
});

test("ending a call asks first", () => {
  phone.carry(talking());
  show(talking());
  press("End");
  expect(actions.hangUp).not.toHaveBeenCalled();
  const dialog = screen.getByRole("dialog", { name: "End the call with Maya Chen?" });
  fireEvent.click(within(dialog).getByRole("button", { name: "End call" }));
  expect(actions.hangUp).toHaveBeenCalledExactlyOnceWith(uuid(4001));
});

test("a call that ends takes its bar and its question away at once, and says that it ended", () => {
  phone.carry(talking());
  const { update } = show(talking());
  press("End");
  update();
  expect([bar(), screen.queryByRole("dialog")]).toEqual([null, null]);
});

test.each([
  ["hung_up", [], /^Call with Maya Chen ended/],
  ["transferred", [bensLeg()], /^Call with Maya Chen transferred/],
  ["lost", [], /^The connection to this call was lost/],
  // Who hung up is not said: the others may talk on.
  ["hung_up", [bensLeg()], /^You are no longer on the call with Maya Chen/],
] as const)("a person whose part in a call ended as %s learns how", (endedAs, others, words) => {
  phone.carry(talking());
  const { update, queryClient } = show(talking(...others));
  queryClient.setQueryData(queryKeys.leftCall(uuid(4001)), endedAs);
  update();
  expect(screen.getByText(words)).toBeTruthy();
});

test("while a colleague is consulted the bar offers the ways on, and none that the server would refuse", () => {
  phone.carry(talking());
  const { update } = show(callWith([customerLeg({ held: true }), legOf(1), bensLeg({ state: "ringing" })]));
  screen.getByText("Calling Ben Okafor · Maya Chen is on hold");
  expect(screen.queryByRole("button", { name: /^(Hold|Resume|End|Transfer)$/ })).toBeNull();
  press("Back to Maya Chen");
  expect(actions.cancelConsult).toHaveBeenCalledOnce();
  update(callWith([customerLeg({ held: true }), legOf(1), bensLeg()]));
  press("Join all three");
  press("Complete transfer");
  expect([actions.join.mock.calls, actions.completeTransfer.mock.calls]).toEqual([[[uuid(4001)]], [[uuid(4001)]]]);
  update(talking(bensLeg()));
  screen.getByText("Maya Chen, Ben Okafor and you");
  press("Leave");
  expect(actions.hangUp).toHaveBeenCalledOnce();
});

test("a tab that does not carry the audio says where the call is, and takes it over on request", () => {
  show(talking());
  screen.getByText("You are on this call in another tab or on another device");
  expect(screen.queryByRole("button", { name: "Mute" })).toBeNull();
  press("Take over here");
  expect(actions.move).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: uuid(4001) }));
});

test("a blocked microphone keeps a tab from taking a call over, and the notice names it", async () => {
  actions.move.mockRejectedValue(new MicrophoneError("denied"));
  show(talking());
  press("Take over here");
  await waitFor(() =>
    expect(toastError).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/microphone is blocked/)),
  );
});

test.each([
  ["relay_refused", /^The audio cannot connect\. The TURN server .* ask your administrator/],
  ["no_route", /^The audio cannot connect\. Your network or the customer's .* ask your administrator/],
] as const)(
  "audio that cannot connect (%s) is said with whom to ask, and the call and texts go on",
  (noAudio, text) => {
    phone.carry(talking());
    const { update } = show(talking());
    phone.change({ phase: "attached", connection: "recovering", microphone: "open", noAudio });
    expect(screen.getByRole("alert").textContent).toMatch(text);
    expect(screen.queryByText("Reconnecting the audio …")).toBeNull();
    expect(bar()).not.toBeNull();
    expect(actions.hangUp).not.toHaveBeenCalled();
    fireEvent.change(screen.getByLabelText("reply"), { target: { value: "We cannot hear you." } });
    // Then it is the customer's browser that is gone.
    update(callWith([customerLeg({ state: "away" }), legOf(1)]));
    expect(screen.queryByRole("alert")).toBeNull();
    update(talking());
    phone.change({ connection: "connected", noAudio: null });
    expect(screen.queryByRole("alert")).toBeNull();
  },
);

test("audio that breaks off is said while it is being brought back", () => {
  phone.carry(talking());
  show(talking());
  phone.change({ phase: "attached", connection: "connected", microphone: "open" });
  expect(screen.queryByText(/the audio …$/)).toBeNull();
  phone.change({ connection: "recovering" });
  screen.getByText("Reconnecting the audio …");
  phone.change({ connection: "connected", microphone: "in_use" });
  screen.getByText(/^Close other call programs/);
});

test("a transfer that is being written stays when the call ends under it, and can no longer be sent", async () => {
  phone.carry(talking());
  const { update } = show(talking());
  press("Transfer");
  const need = await screen.findByRole("textbox", { name: "What the customer needs" });
  fireEvent.change(need, { target: { value: "Wants 42" } });
  fireEvent.click(await screen.findByRole("radio", { name: /Ben Okafor/ }));
  update();
  screen.getByDisplayValue("Wants 42");
  screen.getByText("This call has ended. You can still copy what you wrote.");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Transfer to Ben Okafor" }).disabled).toBe(true);
});

test("a refused consultation is said in its dialog, which stays", async () => {
  phone.carry(talking());
  actions.consult.mockRejectedValue(new Refused("conflict"));
  show(talking());
  press("Consult");
  fireEvent.click(await screen.findByRole("radio", { name: /Ben Okafor/ }));
  press("Call Ben Okafor");
  expect((await screen.findByRole("alert")).textContent).toMatch(/could not be reached/);
  expect(actions.consult).toHaveBeenCalledExactlyOnceWith(uuid(4001), { userId: BEN.id });
});

describe("supervision", () => {
  const sue = (over: Partial<CallLeg> = {}) =>
    legOf(3, { role: "supervisor", userId: uuid(802), name: "Sue", supervision: "listen", ...over });

  test("is shown to the colleague, with who can hear the supervisor", () => {
    const { update } = show(callWith([customerLeg(), legOf(1), sue()]));
    screen.getByText("Sue is listening");
    update(callWith([customerLeg(), legOf(1), sue({ supervision: "barge" })], { version: 2 }));
    screen.getByText("Sue is on the call with you and Maya Chen");
    update(callWith([customerLeg(), legOf(1), sue({ state: "ended", endedAs: "hung_up" })], { version: 3 }));
    expect(screen.queryByText(/^Sue/)).toBeNull();
  });

  test("offers the supervisor the ways to supervise, to take the call over and to leave, and neither hold nor transfer", async () => {
    const mine = legOf(3, { role: "supervisor", supervision: "listen" });
    show(callWith([customerLeg(), bensLeg({ purpose: "queue" }), mine], { holderId: BEN.id }));
    screen.getByText("You are listening to Ben Okafor and Maya Chen. Nobody hears you.");
    for (const name of ["Hold", "Transfer", "End"]) expect(screen.queryByRole("button", { name })).toBeNull();
    fireEvent.keyDown(screen.getByRole("button", { name: "Listen: change how you supervise" }), { key: "Enter" });
    fireEvent.click(await screen.findByRole("menuitemradio", { name: /^Whisper/ }));
    expect(actions.supervise).toHaveBeenCalledExactlyOnceWith(uuid(4001), "whisper");
    press("Take over");
    expect(actions.takeOver).toHaveBeenCalledExactlyOnceWith(uuid(4001));
    press("Leave");
    expect(actions.hangUp).toHaveBeenCalledExactlyOnceWith(uuid(4001));
  });

  test("that has ended says so, and not that the customer waits", () => {
    const mine = legOf(3, { role: "supervisor", supervision: "listen" });
    const call = callWith([customerLeg(), bensLeg({ purpose: "queue" }), mine], { holderId: BEN.id });
    const { update, queryClient } = show(call);
    queryClient.setQueryData(queryKeys.leftCall(call.id), "lost");
    update();
    screen.getByText(/^You are no longer on the call with Maya Chen/);
  });
});
