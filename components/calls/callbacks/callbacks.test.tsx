import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { placeMyCallback } from "@/components/client/patch-callbacks";
import type { CallbackView } from "@/server/contract/callbacks";
import type { ConversationRow } from "@/server/contract/conversations";
import type { PresenceStatus } from "@/server/contract/team";
import { rowOf, uuid } from "@/tests/cached";
import { ana, renderInWorkspace } from "@/tests/workspace";
import { setDeviceSettings } from "../device-settings";
import { AskedCallback } from "./callback-dialog";
import { CallbackDue } from "./callback-due";
import { askedCallback } from "./callback-request";
import { CallbackStrip } from "./callback-strip";

const realtime = vi.hoisted(() => ({
  status: "available" as PresenceStatus,
  bens: "available" as PresenceStatus | null,
}));
vi.mock("@/components/client/realtime", async (original) => {
  const actual = await original<typeof import("@/components/client/realtime")>();
  const presence = () => new Map([[ana.id, { userId: ana.id, status: realtime.status, since: "" }]]);
  const all = () => (userId: string) => (userId === ana.id ? realtime.status : realtime.bens);
  return { ...actual, usePresence: presence, useAllPresence: all };
});
const requested = vi.hoisted(() => vi.fn());
vi.mock("../call-request", async (original) => ({
  ...(await original<typeof import("../call-request")>()),
  requestCall: requested,
}));

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const callbackOf = (over: Partial<CallbackView> = {}): CallbackView => ({
  ...{ id: uuid(6001), dueAt: inMinutes(-5), remindAt: inMinutes(-5), reason: "Size of the jacket" },
  ...{ assignee: { id: ana.id, name: ana.name }, scheduledBy: { id: ana.id, name: ana.name } },
  ...{ attempts: 0, talkedAt: null },
  ...over,
});
/** At Ana's store. */
const rowWith = (over: Partial<CallbackView> = {}): ConversationRow =>
  rowOf(1, { callback: callbackOf(over), place: { ...rowOf(1).place, id: ana.scope.placeIds[0] ?? "" } });

let row: ConversationRow;
let live: { conversationId: string; seq: number }[] = [];
const done = vi.fn((_: unknown) => null);
const answers = {
  "calls.mine": () => [],
  "calls.work": () => ({ missed: [], live, callbacks: placeMyCallback([], row, ana) }),
  "calls.callbacks": () => ({ rows: [row], nextCursor: null }),
  "calls.postponeCallback": done,
  "calls.completeCallback": done,
  "calls.cancelCallback": done,
  "calls.scheduleCallback": done,
  "calls.rescheduleCallback": done,
};
beforeEach(() => {
  row = rowWith();
  live = [];
  Object.assign(realtime, { status: "available", bens: "available" });
  setDeviceSettings({ ringtone: false });
});
afterEach(() => {
  vi.clearAllMocks();
  act(() => askedCallback.set(null));
});

describe("a callback that is due", () => {
  const show = () =>
    renderInWorkspace(
      <>
        <textarea aria-label="reply" />
        <CallbackDue />
      </>,
      answers,
    );
  const dialog = () => screen.queryByRole("alertdialog", { name: "Callback due: Customer 1" });

  test("asks its person, takes no focus from somebody who types, and calls when they accept", async () => {
    show();
    screen.getByLabelText("reply").focus();
    await waitFor(() => expect(dialog()).toBeTruthy());
    within(dialog() as HTMLElement).getByText("Size of the jacket");
    expect(document.activeElement).toBe(screen.getByLabelText("reply"));
    expect(screen.getByRole("alert").textContent).toBe("The callback to Customer 1 is due.");
    fireEvent.click(screen.getByRole("button", { name: "Call now" }));
    expect(requested).toHaveBeenCalledExactlyOnceWith({ conversationId: row.id, customer: "Customer 1" });
  });

  test("says when the customer asked for it themselves", async () => {
    row = rowWith({ scheduledBy: null, reason: "", assignee: null });
    show();
    await waitFor(() => expect(dialog()).toBeTruthy());
    within(dialog() as HTMLElement).getByText(/requested while waiting on the phone/);
  });

  test("asks again later, on every screen, when its person says so", async () => {
    const { cache } = show();
    await waitFor(() => expect(dialog()).toBeTruthy());
    fireEvent.click(screen.getByRole("button", { name: "Later" }));
    await waitFor(() => expect(done).toHaveBeenCalledExactlyOnceWith({ callbackId: uuid(6001) }));
    row = { ...rowWith({ remindAt: inMinutes(10) }), version: 2 };
    act(() => cache.apply([{ type: "callback.changed", at: "", entity: { kind: "conversation", row, items: [] } }]));
    await waitFor(() => expect(dialog()).toBeNull());
  });

  test("goes when a colleague, who is available, makes it", async () => {
    const { cache } = show();
    await waitFor(() => expect(dialog()).toBeTruthy());
    row = { ...rowWith({ assignee: { id: uuid(801), name: "Ben" } }), version: 2 };
    act(() => cache.apply([{ type: "callback.changed", at: "", entity: { kind: "conversation", row, items: [] } }]));
    await waitFor(() => expect(dialog()).toBeNull());
  });

  test.each(["with_customer", "wrap_up", "break", "away"] as const)("asks nobody who is %s", async (status) => {
    realtime.status = status;
    const { queryClient } = show();
    await waitFor(() => expect(queryClient.isFetching()).toBe(0));
    expect(dialog()).toBeNull();
  });

  describe("of a colleague", () => {
    const bens = { id: uuid(801), name: "Ben" };
    const isAsked = async () => {
      const { queryClient } = show();
      await waitFor(() => expect(queryClient.isFetching()).toBe(0));
      return dialog() !== null;
    };

    test.each(["offline", "away", "break", "on_call", "wrap_up", "with_customer"] as const)(
      "asks others at the place once it is overdue and the colleague is %s, and says so",
      async (status) => {
        row = rowWith({ assignee: bens, dueAt: inMinutes(-11), remindAt: inMinutes(-11) });
        realtime.bens = status;
        show();
        await waitFor(() => expect(dialog()).toBeTruthy());
        expect(dialog()?.textContent).toMatch(/for Ben · Ben is (offline|away|on|wrapping|with)/);
        fireEvent.click(screen.getByRole("button", { name: "Call now" }));
        expect(requested).toHaveBeenCalledExactlyOnceWith({ conversationId: row.id, customer: "Customer 1" });
      },
    );

    test("asks nobody else while it is not overdue", async () => {
      row = rowWith({ assignee: bens, dueAt: inMinutes(-9), remindAt: inMinutes(-9) });
      realtime.bens = "away";
      expect(await isAsked()).toBe(false);
    });

    test.each(["available", null] as const)("asks nobody else while the colleague is %s", async (status) => {
      row = rowWith({ assignee: bens, dueAt: inMinutes(-11), remindAt: inMinutes(-11) });
      realtime.bens = status;
      expect(await isAsked()).toBe(false);
    });

    test("asks nobody else who is not available themselves", async () => {
      row = rowWith({ assignee: bens, dueAt: inMinutes(-11), remindAt: inMinutes(-11) });
      Object.assign(realtime, { status: "on_call", bens: "away" });
      expect(await isAsked()).toBe(false);
    });

    test("asks nobody else while the customer is being called", async () => {
      row = rowWith({ assignee: bens, dueAt: inMinutes(-11), remindAt: inMinutes(-11) });
      live = [{ conversationId: row.id, seq: 3 }];
      realtime.bens = "on_call";
      expect(await isAsked()).toBe(false);
    });
  });

  test("does not ask before its time", async () => {
    row = rowWith({ dueAt: inMinutes(5), remindAt: inMinutes(5) });
    const { queryClient } = show();
    await waitFor(() => expect(queryClient.isFetching()).toBe(0));
    expect(dialog()).toBeNull();
  });
});

describe("the callback of a conversation", () => {
  test("says when, for whom and why, how often it was tried, and can be canceled", async () => {
    renderInWorkspace(<CallbackStrip row={rowWith({ attempts: 2 })} />, answers);
    const strip = within(screen.getByRole("region", { name: "Callback to Customer 1" }));
    strip.getByText(/^Callback due since/);
    strip.getByText(/for Ana Alvarez · tried 2 times$/);
    expect(strip.queryByRole("button", { name: /^Mark as done/ })).toBeNull();
    fireEvent.click(strip.getByRole("button", { name: "Cancel callback to Customer 1" }));
    await waitFor(() => expect(done).toHaveBeenCalledExactlyOnceWith({ callbackId: uuid(6001) }));
  });

  test("asks whether it is still needed when the customer has called in", async () => {
    renderInWorkspace(<CallbackStrip row={rowWith({ talkedAt: inMinutes(-1) })} />, answers);
    screen.getByText(/^Customer 1 has called in since, at .* Is the callback still needed\?$/);
    fireEvent.click(screen.getByRole("button", { name: "Mark as done: callback to Customer 1" }));
    await waitFor(() => expect(done).toHaveBeenCalledExactlyOnceWith({ callbackId: uuid(6001) }));
  });

  test("is shown as due at the very moment, not at the next update of the screen", () => {
    vi.useFakeTimers();
    try {
      renderInWorkspace(<CallbackStrip row={rowWith({ dueAt: new Date(Date.now() + 5000).toISOString() })} />, answers);
      act(() => void vi.advanceTimersByTime(4900));
      expect(screen.getByRole("region").textContent).toMatch(/Callback at/);
      expect(screen.getByRole("region").textContent).not.toMatch(/due since/);
      act(() => void vi.advanceTimersByTime(100));
      expect(screen.getByRole("region").textContent).toMatch(/Callback due since/);
    } finally {
      vi.useRealTimers();
    }
  });

  test("is nothing without one", () => {
    const { container } = renderInWorkspace(<CallbackStrip row={rowOf(1)} />, answers);
    expect(container.textContent).toBe("");
  });
});

describe("the dialog", () => {
  const ask = async (callback: CallbackView | null) => {
    const plan = { place: { id: uuid(900), name: "Pine Street" }, times: [inMinutes(60), inMinutes(120)], callback };
    renderInWorkspace(<AskedCallback />, { ...answers, "calls.callbackPlan": () => plan });
    act(() => askedCallback.set({ conversationId: uuid(1), customer: "Maya Chen" }));
    await screen.findByLabelText("Time");
    return plan;
  };

  test("schedules at a suggested time, which can still be changed, for the place", async () => {
    const { times } = await ask(null);
    const quick = within(screen.getByRole("group", { name: "Suggested times" })).getAllByRole("button");
    fireEvent.click(quick[1] as HTMLElement);
    fireEvent.click(screen.getByRole("radio", { name: "Pine Street" }));
    fireEvent.click(screen.getByRole("button", { name: "Schedule callback" }));
    await waitFor(() => expect(done).toHaveBeenCalledOnce());
    const sent = done.mock.lastCall?.[0] as { dueAt: string };
    expect(sent).toMatchObject({ conversationId: uuid(1), assignee: "place", reason: "" });
    expect(sent.dueAt.slice(0, 16)).toBe(times[1]?.slice(0, 16));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  test("refuses a time that is past, beside the field", async () => {
    await ask(null);
    fireEvent.change(screen.getByLabelText("Time"), { target: { value: "2020-01-01T10:00" } });
    fireEvent.click(screen.getByRole("button", { name: "Schedule callback" }));
    await screen.findByText("Choose a time in the future.");
    expect(done).not.toHaveBeenCalled();
  });

  test("changes the callback that is there", async () => {
    await ask(callbackOf({ dueAt: inMinutes(30), assignee: null }));
    expect(screen.getByRole("radio", { name: "Pine Street", checked: true })).toBeTruthy();
    fireEvent.change(screen.getByLabelText("Reason (optional)"), { target: { value: "Another size" } });
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(done).toHaveBeenCalledOnce());
    expect(done.mock.lastCall?.[0]).toMatchObject({
      callbackId: uuid(6001),
      assignee: "place",
      reason: "Another size",
    });
  });

  test("a change of the time alone leaves a colleague's callback theirs, and a masked reason as it was", async () => {
    const ben = { id: uuid(801), name: "Ben Okafor" };
    await ask(callbackOf({ dueAt: inMinutes(30), assignee: ben, reason: "Call ••••" }));
    expect(screen.getByRole("radio", { name: "Ben Okafor", checked: true })).toBeTruthy();
    fireEvent.click(screen.getAllByRole("button", { name: /\d:\d\d/ })[0] as HTMLElement);
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(done).toHaveBeenCalledOnce());
    expect(Object.keys(done.mock.lastCall?.[0] as object).sort()).toEqual(["callbackId", "dueAt"]);
  });
});
