import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { TRPCClientError } from "@trpc/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keys as queryKeys } from "@/components/client/query-keys";
import type { LiveCall } from "@/server/contract/live-calls";
import { uuid } from "@/tests/cached";
import { callWith, customerLeg, legOf, talking } from "@/tests/calls";
import { fakePhone } from "@/tests/softphone";
import { renderInWorkspace } from "@/tests/workspace";
import { type CallActions, CallActionsContext } from "./call-actions";
import { CallDesk } from "./call-desk";
import { endRequest, isRequested, requestCall } from "./call-request";
import { MicrophoneError } from "./media/microphone";

const does = () => vi.fn<(...input: unknown[]) => Promise<unknown>>(async () => null);
const actions = {
  callOut: does(),
  ...{ answer: does(), decline: does(), hangUp: does(), hold: does(), mute: does(), move: does() },
  ...{ consult: does(), cancelConsult: does(), join: does(), completeTransfer: does(), transfer: does() },
  ...{ supervise: does(), takeOver: does(), pauseRecording: does(), takeCard: does(), cancelCard: does() },
} satisfies CallActions;

let phone: ReturnType<typeof fakePhone>;
beforeEach(() => {
  phone = fakePhone();
});
afterEach(() => {
  act(() => endRequest(requestedId()));
  vi.clearAllMocks();
});

/** The id of the last request. */
const requestedId = () => ((actions.callOut.mock.lastCall?.[0] ?? { callId: "" }) as { callId: string }).callId;
const desk = (calls: LiveCall[]) => (
  <CallActionsContext value={actions}>
    <CallDesk calls={calls} softphone={phone.softphone} />
  </CallActionsContext>
);
const show = (...calls: LiveCall[]) => {
  const { rerenderUi, ...view } = renderInWorkspace(desk(calls), {});
  return { ...view, update: (...next: LiveCall[]) => rerenderUi(desk(next)) };
};
const request = () => act(() => requestCall({ conversationId: uuid(1), customer: "Maya Chen" }));
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
/** As it arrives from the server. */
const domain = { code: "conflict", reason: "noPhoneSystem", message: "", details: {} };
const refusal = new TRPCClientError("refused", { result: { error: { data: { domain } } } } as never);
const calling = () =>
  callWith([customerLeg({ state: "ringing", purpose: "call_out" }), legOf(1, { purpose: "call_out" })], {
    direction: "out",
    state: "ringing",
    connectedAt: null,
  });

test("a call that is asked for is placed once, and is shown from the press to the call itself", async () => {
  const { update } = show();
  request();
  screen.getByText("Calling Maya Chen. Allow the microphone if your browser asks.");
  await waitFor(() => expect(actions.callOut).toHaveBeenCalledOnce());
  update(calling());
  expect(screen.queryByRole("region", { name: "Call to Maya Chen" })).toBeNull();
  screen.getByText("Calling Maya Chen …");
});

test("a call that is canceled before it was placed is asked for no longer", async () => {
  actions.callOut.mockReturnValueOnce(new Promise(() => {}));
  show();
  request();
  await waitFor(() => expect(actions.callOut).toHaveBeenCalledOnce());
  expect(isRequested(requestedId())).toBe(true);
  press("Cancel");
  expect(isRequested(requestedId())).toBe(false);
  expect(screen.queryByText(/^Calling/)).toBeNull();
});

test("a blocked microphone is named with its cure, and trying again places the same call", async () => {
  actions.callOut.mockRejectedValueOnce(new MicrophoneError("denied"));
  show();
  request();
  expect((await screen.findByRole("alert")).textContent).toMatch(/^The microphone is blocked\./);
  const first = requestedId();
  press("Try again");
  await waitFor(() => expect(actions.callOut).toHaveBeenCalledTimes(2));
  expect(requestedId()).toBe(first);
});

test("a refused call says why, until it is dismissed", async () => {
  actions.callOut.mockRejectedValueOnce(refusal);
  show();
  request();
  expect((await screen.findByRole("alert")).textContent).toMatch(/^No phone system is connected/);
  press("Dismiss");
  expect(screen.queryByRole("alert")).toBeNull();
});

test("while the customer is rung, the bar offers to cancel, and nothing that the server would refuse", () => {
  phone.carry(calling());
  show(calling());
  screen.getByText("Calling Maya Chen …");
  expect(screen.queryByRole("button", { name: /^(Hold|Consult|Transfer|End|Leave)$/ })).toBeNull();
  press("Cancel call");
  expect(actions.hangUp).toHaveBeenCalledExactlyOnceWith(uuid(4001));
});

test.each([
  ["declined", "Maya Chen declined the call"],
  ["busy", "Maya Chen is busy. Try again later"],
  ["no_answer", "Maya Chen did not answer"],
  ["failed", /^The call to Maya Chen did not go through/],
  ["hung_up", "Call to Maya Chen canceled"],
  ["lost", "Call to Maya Chen canceled"],
] as const)("a call that ends as %s before it is answered says so", (endedAs, words) => {
  phone.carry(calling());
  const { update, queryClient } = show(calling());
  queryClient.setQueryData(queryKeys.leftCall(uuid(4001)), endedAs);
  update();
  screen.getByText(words);
});

test("a call that the customer answers is one like any other", () => {
  phone.carry(calling());
  const { update } = show(calling());
  update(talking());
  screen.getByRole("button", { name: "Hold" });
  screen.getByRole("button", { name: "End" });
});
