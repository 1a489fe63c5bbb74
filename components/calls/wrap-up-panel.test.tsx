import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { CardRecord } from "@/server/contract/card-entries";
import type { SaveWrapUp, WrapUpView } from "@/server/contract/wrap-ups";
import { wrapUpOf } from "@/tests/calls";
import { ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { AfterCall } from "./after-call";
import { keepNote } from "./wrap-up-notes";
import { openedWrapUp } from "./wrap-up-request";

const choices = [
  { key: "answered", label: "Question answered" },
  { key: "order", label: "Order placed" },
];
/** A wrap-up that has just begun, and lasts 30 seconds. */
const begun = (over: Partial<WrapUpView> = {}) =>
  wrapUpOf({
    id: crypto.randomUUID(),
    startedAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 30_000).toISOString(),
    ...over,
  });
let stored: WrapUpView;
const saves = vi.fn((input: SaveWrapUp): WrapUpView => {
  const disposition = choices.find(({ key }) => key === input.disposition) ?? null;
  stored = {
    ...stored,
    version: stored.version + 1,
    isOver: stored.isOver || input.isDone === true,
    ...(input.disposition !== undefined && { disposition }),
  };
  return stored;
});
let open: WrapUpView[];

beforeEach(() => {
  stored = begun();
  open = [stored];
});
afterEach(() => {
  vi.clearAllMocks();
  act(() => {
    openedWrapUp.set(null);
    keepNote(ana.id, { id: stored.id, customer: "" }, "");
  });
});

function show() {
  const view = renderInWorkspace(
    <>
      <textarea aria-label="reply" />
      <AfterCall ended={null} dismiss={() => {}} />
    </>,
    { "calls.wrapUps": () => open, "settings.wrapUp": () => ({ wrapUp: stored, choices }), "calls.saveWrapUp": saves },
  );
  const push = () =>
    act(async () => {
      view.cache.apply([
        { type: "wrap_up.changed", at: stored.startedAt, entity: { kind: "wrap_up", wrapUp: stored } },
      ]);
    });
  return { ...view, push };
}
const panel = () => screen.queryByRole("region", { name: "Wrap-up: Maya Chen" });
const note = () => screen.getByRole("textbox", { name: "Note about the call with Maya Chen" });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

test("it shows the choices and the time left, and takes no focus from somebody who types", async () => {
  // The clock stands still: a busy machine takes seconds to get to the timer.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(stored.startedAt) + 1000 });
  onTestFinished(() => void vi.useRealTimers());
  show();
  screen.getByLabelText("reply").focus();
  await screen.findByRole("button", { name: "Order placed" });
  expect(screen.getByRole("timer").textContent).toMatch(/^0:(29|30) left$/);
  expect(document.activeElement).toBe(screen.getByLabelText("reply"));
});

test("it says what has become of a card that was asked for, also what the payment service says late", async () => {
  const unknown: CardRecord = {
    ...{ id: "e1", userId: ana.id, name: "Ana", at: stored.startedAt, endedAt: stored.startedAt },
    ...{ outcome: "unknown", reference: null, brand: null, last4: null, reason: null },
  };
  stored = { ...stored, lastCard: unknown };
  open = [stored];
  const { push } = show();
  await screen.findByText(/may have the card/);
  const taken = { outcome: "taken", reference: "card_81", brand: "Visa", last4: "4242" } as const;
  stored = { ...stored, version: stored.version + 1, lastCard: { ...unknown, ...taken } };
  await push();
  await screen.findByText("The card was taken: Visa ending in 4242, reference card_81");
  expect(screen.queryByText(/may have the card/)).toBeNull();
});

test("a choice is saved at once, another one replaces it, and the same one again takes it back", async () => {
  const { push } = show();
  const isChosen = (name: string, pressed: boolean) =>
    waitFor(() => expect(screen.getByRole("button", { name, pressed })).toBeTruthy());
  await screen.findByRole("button", { name: "Order placed" });
  press("Question answered");
  await isChosen("Question answered", true);
  await push();
  press("Order placed");
  await isChosen("Order placed", true);
  await isChosen("Question answered", false);
  await push();
  press("Order placed");
  await isChosen("Order placed", false);
  expect(saves.mock.calls.map(([{ disposition }]) => disposition)).toEqual(["answered", "order", null]);
});

test("being done saves the note, and the panel goes when the server says that it is over", async () => {
  const { push } = show();
  await waitFor(() => expect(panel()).toBeTruthy());
  fireEvent.change(note(), { target: { value: "Wants it gift-wrapped" } });
  press("Done");
  await waitFor(() => expect(saves).toHaveBeenCalledOnce());
  expect(saves.mock.lastCall?.[0]).toMatchObject({ isDone: true, note: { body: "Wants it gift-wrapped" } });
  await push();
  await waitFor(() => expect(panel()).toBeNull());
});

test("a wrap-up that is ended on another screen ends here", async () => {
  const { push } = show();
  await waitFor(() => expect(panel()).toBeTruthy());
  stored = { ...stored, version: stored.version + 1, isOver: true };
  await push();
  await waitFor(() => expect(panel()).toBeNull());
});

test("what could not be saved stays, with the reason", async () => {
  show();
  await waitFor(() => expect(panel()).toBeTruthy());
  fireEvent.change(note(), { target: { value: "Wants it gift-wrapped" } });
  saves.mockImplementationOnce(() => {
    throw new Refused("rate_limited");
  });
  press("Done");
  expect((await screen.findByRole("alert")).textContent).toBe("Too many attempts; wait and try again.");
  expect((note() as HTMLTextAreaElement).value).toBe("Wants it gift-wrapped");
  const [first] = saves.mock.calls.map(([input]) => input.note?.clientMessageId);
  press("Done");
  await waitFor(() => expect(saves).toHaveBeenCalledTimes(2));
  expect(saves.mock.lastCall?.[0].note?.clientMessageId).toBe(first);
});

test("words that are changed after a save whose answer was lost are another note", async () => {
  show();
  await waitFor(() => expect(panel()).toBeTruthy());
  fireEvent.change(note(), { target: { value: "Wants it gift-wrapped" } });
  saves.mockImplementationOnce(() => {
    throw new Refused("rate_limited");
  });
  press("Done");
  await screen.findByRole("alert");
  fireEvent.change(note(), { target: { value: "Wants it gift-wrapped in red" } });
  press("Done");
  await waitFor(() => expect(saves).toHaveBeenCalledTimes(2));
  const [first, second] = saves.mock.calls.map(([input]) => input.note?.clientMessageId);
  expect(second).not.toBe(first);
});

test("what is typed while a note is being saved stays", async () => {
  show();
  await waitFor(() => expect(panel()).toBeTruthy());
  fireEvent.change(note(), { target: { value: "Wants it gift-wrapped" } });
  press("Done");
  fireEvent.change(note(), { target: { value: "Wants it gift-wrapped, in red" } });
  await waitFor(() => expect(saves).toHaveBeenCalledOnce());
  await act(async () => {});
  expect((note() as HTMLTextAreaElement).value).toBe("Wants it gift-wrapped, in red");
});

describe("when the time is up", () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true, now: Date.now() }));
  afterEach(() => void vi.useRealTimers());
  const timeIsUp = () => act(() => vi.advanceTimersByTimeAsync(31_000));

  test("the panel goes, on a device whose clock is wrong, too", async () => {
    stored = wrapUpOf({ id: crypto.randomUUID(), startedAt: "2026-01-01T00:00:00Z", endsAt: "2026-01-01T00:00:30Z" });
    open = [stored];
    show();
    await waitFor(() => expect(panel()).toBeTruthy());
    await timeIsUp();
    expect(panel()).toBeNull();
  });

  test("a note that is not saved stays until it is saved or discarded, also after a reload", async () => {
    const { unmount } = show();
    await waitFor(() => expect(panel()).toBeTruthy());
    fireEvent.change(note(), { target: { value: "Wants it gift-wrapped" } });
    await timeIsUp();
    expect(screen.queryByRole("timer")).toBeNull();
    unmount();
    open = [];
    show();
    expect((note() as HTMLTextAreaElement).value).toBe("Wants it gift-wrapped");
    press("Discard note");
    await waitFor(() => expect(panel()).toBeNull());
    expect(saves).not.toHaveBeenCalled();
  });

  test("the panel stays while somebody is in its text field, because the next key would run a shortcut", async () => {
    show();
    await waitFor(() => expect(panel()).toBeTruthy());
    act(() => note().focus());
    await timeIsUp();
    expect(document.activeElement).toBe(note());
    act(() => note().blur());
    expect(panel()).toBeNull();
  });
});

test("an earlier call can be opened from its entry, to say how it went", async () => {
  open = [];
  stored = begun({ isOver: true, disposition: { key: "former", label: "No longer offered" } });
  show();
  act(() => openedWrapUp.set({ id: stored.id, customer: "Maya Chen" }));
  const region = within(await screen.findByRole("region", { name: "Wrap-up: Maya Chen" }));
  expect(await region.findByRole("button", { name: "No longer offered", pressed: true })).toBeTruthy();
  press("Order placed");
  await region.findByRole("button", { name: "Order placed", pressed: true });
  press("Close");
  await waitFor(() => expect(panel()).toBeNull());
});
