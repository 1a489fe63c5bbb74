import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { makeUser } from "@/db/factories";
import { conversations, events, places, settingVersions } from "@/db/schema";
import type { SettingScope } from "@/server/contract/setting";
import type { PersonActor } from "@/server/contract/team";
import { env } from "@/server/lib/env";
import { freshDb } from "@/tests/db";
import { inbound, makeStore } from "@/tests/inbound";
import type { Ctx } from "../context";
import { receiveMessage } from "../conversations/receiving/receive-message";
import { reopenWindow } from "../conversations/receiving/settings";
import { resolveConversation } from "../conversations/status/resolve-conversation";
import { getBoard } from "../conversations/workload/board";
import { timeZone } from "../hours/settings";
import { listPlaces, placesById } from "../team/list-places";
import { listSettings } from "./list-settings";
import { restoreSetting, saveSetting } from "./save-setting";
import { settingHistory } from "./setting-history";
import { settingsFromEnv } from "./settings-from-env";

const KEY = reopenWindow.key;
const ORGANIZATION: SettingScope = { kind: "organization" };
let store: Awaited<ReturnType<typeof makeStore>>;
let boss: Ctx<PersonActor>;
let here: SettingScope;

beforeEach(async () => {
  const { db } = await freshDb();
  store = await makeStore(db);
  await db.update(places).set({ region: "Coast" }).where(eq(places.id, store.place.id));
  boss = { ...store.ctx, actor: (await makeUser(db, { role: "admin", name: "Bo Admin", scopeAll: true })).actor };
  here = { kind: "place", placeId: store.place.id };
});

const save = (hours: unknown, expectedVersion: number, scope = here) =>
  saveSetting(boss, { key: KEY, scope, own: hours === null ? null : { value: hours as number }, expectedVersion });
const inForce = () => store.ctx.settings.get(reopenWindow, store.place.id);
const shown = async (scope = here) => (await listSettings(boss, { scope })).find(({ key }) => key === KEY);

test("a place uses its own value, else its region's, else the organization's, else the default", async () => {
  expect(await inForce()).toBe(72);
  await save(48, 0, ORGANIZATION);
  expect(await inForce()).toBe(48);
  await save(24, 0, { kind: "region", region: "Coast" });
  expect(await inForce()).toBe(24);
  await save(2, 0);
  expect(await inForce()).toBe(2);
  expect(await shown()).toMatchObject({
    own: { value: 2 },
    inherited: { value: 24, origin: { kind: "region", region: "Coast" } },
    changed: { version: 1, by: { name: "Bo Admin" } },
  });
  await save(null, 1);
  expect(await inForce()).toBe(24);
  expect(await shown()).toMatchObject({ own: null, changed: { version: 2 } });
});

test("the next message after a resolve reopens the conversation within the place's window, and opens a new one after it", async () => {
  await save(1, 0);
  const said = (minutes: number) => {
    store.later(minutes);
    const message = inbound(store.endpoint.address, "+14155550188", "Hello", { at: store.clock.at });
    return receiveMessage(store.ctx, store.sms, message);
  };
  const { conversationId } = await said(0);
  await resolveConversation(store.staff, { conversationId });
  expect((await said(59)).conversationId).toBe(conversationId);
  await resolveConversation(store.staff, { conversationId });
  expect((await said(61)).conversationId).not.toBe(conversationId);
});

describe("of two who save at once", () => {
  test("the second save is refused with the value that the first stored", async () => {
    const both = await Promise.allSettled([save(10, 0), save(20, 0)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const saved = await inForce();
    const refused = both.find((one) => one.status === "rejected");
    expect(refused?.reason).toMatchObject({
      code: "conflict",
      details: { current: { version: 1, own: { value: saved }, by: { name: "Bo Admin" } } },
    });
    expect(await settingHistory(boss, { key: KEY, scope: here })).toHaveLength(1);
    // After seeing it, they save again.
    await save(20, 1);
    expect((await settingHistory(boss, { key: KEY, scope: here })).map(({ own }) => own?.value)).toEqual([20, saved]);
  });

  test("at different scopes, both are saved", async () => {
    await Promise.all([save(10, 0), save(20, 0, ORGANIZATION)]);
    expect(await store.ctx.db.select().from(settingVersions)).toHaveLength(2);
  });
});

test("an earlier version is restored as a new one with its author; the history keeps all", async () => {
  for (const [at, hours] of [10, 20, null].entries()) await save(hours, at);
  const restored = await restoreSetting(boss, { key: KEY, scope: here, version: 1, expectedVersion: 3 });
  expect(restored).toMatchObject({ version: 4, own: { value: 10 }, restoredFrom: 1, by: { name: "Bo Admin" } });
  expect(await inForce()).toBe(10);
  const history = await settingHistory(boss, { key: KEY, scope: here });
  expect(history.map(({ version, own, restoredFrom }) => [version, own?.value ?? null, restoredFrom])).toEqual([
    [4, 10, 1],
    [3, null, null],
    [2, 20, null],
    [1, 10, null],
  ]);
  const gone = restoreSetting(boss, { key: KEY, scope: here, version: 9, expectedVersion: 4 });
  await expect(gone).rejects.toMatchObject({ code: "not_found" });
});

test("a value that does not fit is refused with the reason, and changes nothing", async () => {
  await save(5, 0);
  for (const bad of [-1, "soon", { hours: 3 }, 9000])
    await expect(save(bad, 1)).rejects.toMatchObject({ code: "invalid", details: { path: "" } });
  expect(await inForce()).toBe(5);
  expect(await store.ctx.db.select().from(events).where(eq(events.type, "setting.changed"))).toHaveLength(1);
});

test("an unknown setting, region or place is not found", async () => {
  const nowhere = "0193a000-0000-7000-8000-00000000000c";
  const unknown = [
    saveSetting(boss, { key: "no.such", scope: here, own: null, expectedVersion: 0 }),
    save(1, 0, { kind: "region", region: "Nowhere" }),
    save(1, 0, { kind: "place", placeId: nowhere }),
    listSettings(boss, { scope: { kind: "place", placeId: nowhere } }),
  ];
  for (const asked of unknown) await expect(asked).rejects.toMatchObject({ code: "not_found" });
});

test("only administrators see, change and restore settings", async () => {
  for (const role of ["associate", "agent", "partner_agent", "supervisor"] as const) {
    const ctx = { ...boss, actor: { ...boss.actor, role } };
    const tries = [
      saveSetting(ctx, { key: KEY, scope: here, own: { value: 1 }, expectedVersion: 0 }),
      restoreSetting(ctx, { key: KEY, scope: here, version: 1, expectedVersion: 0 }),
      settingHistory(ctx, { key: KEY, scope: here }),
      listSettings(ctx, { scope: here }),
    ];
    for (const tried of tries) await expect(tried, role).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(await store.ctx.db.select().from(settingVersions)).toHaveLength(0);
});

test("saving the current value changes nothing and publishes nothing", async () => {
  await save(5, 0);
  expect(await save(5, 1)).toMatchObject({ version: 1 });
  expect(await settingHistory(boss, { key: KEY, scope: here })).toHaveLength(1);
});

test("a place created after settings were cached has its values at once", async () => {
  await inForce();
  await save(7, 0, ORGANIZATION);
  const { place } = await makeStore(store.ctx.db);
  expect(await store.ctx.settings.get(reopenWindow, place.id)).toBe(7);
});

test("lists of places say the time zone that is in force, and are sent again when it changes", async () => {
  const set = (value: string | null, expectedVersion: number) =>
    saveSetting(boss, { key: timeZone.key, scope: here, own: value === null ? null : { value }, expectedVersion });
  const zones = async () => {
    const [listed] = await listPlaces(boss);
    const [byId] = await placesById(boss.db, [store.place.id]);
    const [tile] = (await getBoard(boss)).places;
    return [await boss.settings.get(timeZone, store.place.id), listed, byId?.place, tile?.place].map((one) =>
      typeof one === "object" ? one.timeZone : one,
    );
  };
  expect(await zones()).toEqual(Array(4).fill("UTC"));
  await set("Asia/Tokyo", 0);
  await set("Asia/Seoul", 1);
  expect(await zones()).toEqual(Array(4).fill("Asia/Seoul"));
  await set(null, 2);
  expect(await zones()).toEqual(Array(4).fill("UTC"));
  expect(await boss.db.select().from(events).where(eq(events.type, "place.changed"))).toHaveLength(3);
});

test("the reopening window from the environment becomes the organization's value, once", async () => {
  const withWindow = { ...env(), REOPEN_WINDOW_HOURS: 12 };
  await settingsFromEnv(store.ctx, env());
  expect(await inForce()).toBe(72);
  await settingsFromEnv(store.ctx, withWindow);
  expect(await inForce()).toBe(12);
  await save(36, 1, ORGANIZATION);
  await settingsFromEnv(store.ctx, withWindow);
  expect(await inForce()).toBe(36);
});

test("conversations stay where they are when a setting changes", async () => {
  const { conversationId } = await store.text("+14155550100", "Hello");
  await save(1, 0);
  const [row] = await store.ctx.db.select().from(conversations).where(eq(conversations.id, conversationId));
  expect(row).toMatchObject({ placeId: store.place.id, status: "open", version: 2 });
});
