import { expect, onTestFinished, test, vi } from "vitest";
import { makePlace, SYSTEM } from "@/db/factories";
import { freshPg } from "@/tests/fresh-pg";
import { openGateway } from "@/tests/gateway";
import { reopenWindow } from "../conversations/receiving/settings";
import { createCtx } from "../operate/create-ctx";
import { saveSetting } from "./save-setting";

test("a setting changed through one node is in force on the other when its event arrives, and without it after half a minute", async () => {
  const database = await freshPg();
  const [one, two] = [await database.open(4), await database.open(4)];
  const gateways = [await openGateway(one), await openGateway(two)];
  const [here, there] = [one, two].map(({ db }) => createCtx({ db, actor: SYSTEM, now: () => new Date() }));
  if (!here || !there) throw new Error("no nodes");
  const place = await makePlace(one.db);
  const scope = { kind: "place", placeId: place.id } as const;
  let version = 0;
  const save = (value: number) =>
    saveSetting(here, { key: reopenWindow.key, scope, own: { value }, expectedVersion: version++ });
  // While this clock stands still, nothing becomes too old to be used.
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  onTestFinished(() => clock.mockRestore());
  // Both nodes have cached the previous value.
  for (const ctx of [here, there]) expect(await ctx.settings.get(reopenWindow, place.id)).toBe(72);
  for (const value of [5, 6, 7]) {
    await save(value);
    expect(await here.settings.get(reopenWindow, place.id)).toBe(value);
    await vi.waitFor(async () => expect(await there.settings.get(reopenWindow, place.id)).toBe(value), 60_000);
  }
  for (const gateway of gateways) await gateway.close();
  await save(8);
  expect(await there.settings.get(reopenWindow, place.id)).toBe(7);
  clock.mockReturnValue(30_000);
  expect(await there.settings.get(reopenWindow, place.id)).toBe(8);
  await database.close();
});
