import type { Page } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { BROWSERS } from "@/server/contract/constants";
import { mutate, query } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { dueCallback, isDue, scheduleSoon } from "./callbacks";
import { expect, test } from "./fixtures";
import { messages, press } from "./screens";
import { bar, callStore, MICROPHONE, ring } from "./web-calls";

const SIZES = {
  "tablet landscape": { width: 1180, height: 820 },
  "tablet portrait": { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
};

test.describe.configure({ mode: "serial" });

/** What is pushed to this page says, once asked to, that a phone system carries its calls: their audio stays that of browsers. */
async function asTelephoneCalls(page: Page): Promise<() => void> {
  let isOn = false;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) =>
      socket.send(
        isOn && typeof message === "string"
          ? message.replaceAll(`"provider":"${BROWSERS}"`, '"provider":"asterisk"')
          : message,
      ),
    );
  });
  return () => {
    isOn = true;
  };
}

const TRANSCRIPT = {
  segments: [
    { startMs: 0, endMs: 2000, text: "Hi, this is Maya.", speaker: null, by: { side: "customer" } },
    { startMs: 2000, endMs: 4000, text: "Good morning.", speaker: null, by: { side: "ours", name: "Ana Alvarez" } },
    { startMs: 4000, endMs: 7000, text: "Is the blue jacket still there?", speaker: null, by: { side: "customer" } },
  ],
  language: "english",
  finishedAt: "2026-11-30T10:00:00.000Z",
};

/** Calls that were answered have a recording with a transcript, on this page. */
const withRecordings = (page: Page): Promise<unknown> =>
  page.route("**/api/trpc/**", async (route) => {
    if (route.request().url().includes("calls.readTranscript"))
      return route.fulfill({ json: [{ result: { data: TRANSCRIPT } }] });
    if (route.request().method() !== "GET") return route.fallback();
    const response = await route.fetch();
    const body = JSON.parse(await response.text(), (_, value) => (isAnsweredCall(value) ? recorded(value) : value));
    await route.fulfill({ response, json: body });
  });

type Entry = { kind: "call"; at: string; call: { outcome: string | null } };
const isAnsweredCall = (value: Partial<Entry> | null): value is Entry =>
  value?.kind === "call" && value.call?.outcome === "answered";
const recorded = (entry: Entry) => ({
  ...entry,
  call: {
    ...entry.call,
    recordings: [
      {
        ...{ id: uuidv7(), kind: "call", startedAt: entry.at, durationMs: 42_000, deletedAt: null },
        speech: {
          customer: "0afff70000000029ffc300000000ffffffa40000000000000006fffd0000",
          ours: "00000000bfff600000000008ffff40000000000000cffffff93000000dff",
        },
        transcript: { state: "ready", beginning: null },
      },
    ],
  },
});

/** Whether each lane begins and ends where the slider above it does, but for half of its thumb. */
const lanesBesideSlider = (page: Page): Promise<boolean[]> =>
  page.getByRole("group", { name: /0:42/ }).evaluate((player) => {
    const slider = player.querySelector("input[type=range]")?.getBoundingClientRect();
    return [...player.querySelectorAll("[role=img]")].map((lane) => {
      const { left, right } = lane.getBoundingClientRect();
      const isNear = (a: number, b = 0) => Math.abs(a - b) <= 10;
      return isNear(left, slider?.left) && isNear(right, slider?.right);
    });
  });

for (const [size, viewport] of Object.entries(SIZES))
  test(`keypad, callback that is due, recording and transcript have no accessibility violation: ${size}`, async ({
    as,
    world,
    shop,
    browser,
  }) => {
    const ana = await as("ana", { viewport, hasTouch: true, ...MICROPHONE });
    const [toTelephone] = [await asTelephoneCalls(ana), await withRecordings(ana)];
    await ana.goto("/account");
    await expect(ana.getByRole("main")).toBeVisible();
    const visitor = await (await browser.newContext(MICROPHONE)).newPage();
    const { call } = await callStore(visitor, await shop(world.pine), world.pine);
    await ring(ana).getByRole("button", { name: "Answer" }).click();
    await expect(call).toContainText("Connected with");

    // The keypad: phones have the keys of the device, so it is not offered there.
    toTelephone();
    await bar(ana).getByRole("button", { name: "Hold" }).click();
    await expect(call).toContainText("on hold");
    await bar(ana).getByRole("button", { name: "Resume" }).click();
    await expect(call).toContainText("Connected with");
    if (size !== "phone") {
      await press(ana, "Keypad");
      await expect(ana.getByRole("button", { name: "Star" })).toBeVisible();
      await expectAccessibleInBoth(ana);
      await press(ana, "Close keypad");
    }

    // The callback that is due, over its conversation.
    const [{ conversationId }] = await query<[{ conversationId: string }]>(ana.context().request, "calls.mine");
    await call.getByRole("button", { name: "Hang up" }).click();
    await expect(bar(ana)).toHaveCount(0);
    await ana.goto(`/inbox?view=all&c=${conversationId}`);
    await expect(messages(ana).getByText("Incoming call · answered")).toBeVisible();
    const callbackId = await scheduleSoon(ana.context().request, conversationId, "The size of the jacket");
    await isDue(ana);
    const due = dueCallback(ana);
    await expectAccessibleInBoth(ana);
    await due.getByRole("button", { name: "Later" }).click();
    await expect(due).toHaveCount(0);
    // Ten minutes later it would ring her in another journey.
    await mutate(ana.context().request, "calls.cancelCallback", { callbackId });

    // The recording of the call, in its entry.
    await expect(ana.getByRole("group", { name: /0:42/ })).toBeVisible();
    await expect(ana.getByRole("img", { name: /of speech/ })).toHaveCount(2);
    await expect.poll(() => lanesBesideSlider(ana)).toEqual([true, true]);
    const sticksOut = (player: Element) => player.scrollWidth - player.clientWidth;
    await expect.poll(() => ana.getByRole("group", { name: /0:42/ }).evaluate(sticksOut)).toBe(0);
    await expectAccessibleInBoth(ana);
    await ana.getByRole("button", { name: "Transcript" }).click();
    await ana.getByRole("button", { name: /blue jacket/ }).focus();
    await expectAccessibleInBoth(ana);
    await visitor.context().close();
  });
