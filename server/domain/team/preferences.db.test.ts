import { beforeEach, expect, test } from "vitest";
import { personPreferences } from "@/db/schema";
import { logHead, readLog } from "@/server/outbox/event-log";
import { recipientOf } from "@/tests/recipients";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { envelopeFor } from "../sync/audience";
import { hydrate } from "../sync/hydrate";
import { maskingFor } from "./policy";
import { DEFAULT_PREFERENCES, getPreferences } from "./preferences";
import { savePreferences } from "./save-preferences";

let world: TwoStores;
beforeEach(async () => {
  world = await twoStores();
});
const own = (person: "ana" | "abe") => getPreferences(world.as(world[person]));

test("a person who has chosen nothing has every default", async () => {
  expect(await own("ana")).toEqual(DEFAULT_PREFERENCES);
});

test("a choice is the person's own, and leaves their other choices and those of others as they are", async () => {
  const { ana, as } = world;
  await savePreferences(as(ana), { messageSound: false });
  const after = await savePreferences(as(ana), { soundWhen: "always" });
  expect(after).toEqual({ ...DEFAULT_PREFERENCES, version: 2, messageSound: false, soundWhen: "always" });
  expect(await own("ana")).toEqual(after);
  expect(await own("abe")).toEqual(DEFAULT_PREFERENCES);
});

test("changes of different choices from two devices at once keep both", async () => {
  const { ana, as } = world;
  await Promise.all([
    savePreferences(as(ana), { messageSound: false }),
    savePreferences(as(ana), { callbackSound: false }),
  ]);
  expect(await own("ana")).toMatchObject({ messageSound: false, callbackSound: false, version: 2 });
});

test("choices of another version are kept in the database, and those that this one does not know have their default", async () => {
  const { db, ana, as } = world;
  const choices = { soundWhen: "with_drums", callbackSound: false, afterLunch: "nap" };
  await db.insert(personPreferences).values({ userId: ana.id, choices });
  expect(await own("ana")).toEqual({ ...DEFAULT_PREFERENCES, version: 1, callbackSound: false });
  await savePreferences(as(ana), { offeredSound: false });
  const [row] = await db.select().from(personPreferences);
  expect(row?.choices).toEqual({ ...choices, offeredSound: false });
});

test("do not disturb lasts at most seven days", async () => {
  const { ana, as, now } = world;
  const inDays = (days: number) => new Date(now().getTime() + days * 86_400_000).toISOString();
  await expect(savePreferences(as(ana), { doNotDisturbUntil: inDays(8) })).rejects.toMatchObject({
    reason: "quietTooLong",
  });
  expect((await own("ana")).doNotDisturbUntil).toBeNull();
  await savePreferences(as(ana), { doNotDisturbUntil: inDays(6) });
  expect((await own("ana")).doNotDisturbUntil).toBe(inDays(6));
});

test("a change is pushed to its person and to nobody else, not even an administrator", async () => {
  const { db, ana, abe, sue, pat, as } = world;
  const head = await logHead(db);
  const saved = await savePreferences(as(ana), { assignedSound: false });
  const batch = await readLog(db, head, 10);
  const received = async (actor: typeof ana) => {
    const found = await hydrate(db, batch, maskingFor(actor));
    return batch.flatMap((logged) => {
      const envelope = found.get(logged.cursor);
      return (envelope && envelopeFor(recipientOf(actor), logged, envelope)?.entity) ?? [];
    });
  };
  expect(await received(ana)).toEqual([{ kind: "preferences", preferences: saved }]);
  for (const other of [abe, pat, sue, { ...sue, role: "admin" as const }]) expect(await received(other)).toEqual([]);
});
