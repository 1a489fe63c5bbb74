import { expect, test, vi } from "vitest";
import { makePlace, SYSTEM } from "@/db/factories";
import { freshPg } from "@/tests/fresh-pg";
import { openGateway } from "@/tests/gateway";
import { reopenWindow } from "../conversations/receiving/settings";
import { createCtx } from "../operate/create-ctx";
import { saveSetting } from "./save-setting";

test("a setting changed through one node is in force on the other within two seconds", async () => {
  const database = await freshPg();
  const [one, two] = [await database.open(4), await database.open(4)];
  const gateways = [await openGateway(one), await openGateway(two)];
  const [here, there] = [one, two].map(({ db }) => createCtx({ db, actor: SYSTEM, now: () => new Date() }));
  if (!here || !there) throw new Error("no nodes");
  const place = await makePlace(one.db);
  // Both nodes have cached the previous value.
  for (const ctx of [here, there]) expect(await ctx.settings.get(reopenWindow, place.id)).toBe(72);
  const scope = { kind: "place", placeId: place.id } as const;
  for (const [version, value] of [5, 6, 7].entries()) {
    await saveSetting(here, { key: reopenWindow.key, scope, own: { value }, expectedVersion: version });
    expect(await here.settings.get(reopenWindow, place.id)).toBe(value);
    const inForce = async () => expect(await there.settings.get(reopenWindow, place.id)).toBe(value);
    await vi.waitFor(inForce, { timeout: 2000, interval: 20 });
  }
  for (const gateway of gateways) await gateway.close();
  await database.close();
}, 60_000);
