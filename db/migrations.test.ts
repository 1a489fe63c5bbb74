import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const FOLDER = "db/migrations";
type Entry = { idx: number; when: number; tag: string };
const { entries } = JSON.parse(readFileSync(path.join(FOLDER, "meta/_journal.json"), "utf8")) as { entries: Entry[] };
const tags = entries.map(({ tag }) => tag);

/** A migration is applied when its time is later than that of the last one applied: a database skips one that is out of order, for ever. */
test("each migration in the journal is later than the one before it", () => {
  expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, at) => at));
  const tooEarly = entries.filter(({ when }, at) => at > 0 && when <= (entries[at - 1]?.when ?? 0));
  expect(tooEarly.map(({ tag }) => tag)).toEqual([]);
  expect(tags).toEqual(tags.toSorted());
});

test("the journal lists every migration that is there, and each once", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".sql"));
  expect(tags.toSorted().map((tag) => `${tag}.sql`)).toEqual(files.toSorted());
});

test("each migration has the schema as it was after it, which the next one is generated from", () => {
  const snapshots = readdirSync(path.join(FOLDER, "meta")).filter((name) => name.endsWith("_snapshot.json"));
  const stamps = tags.map((tag) => `${tag.split("_")[0]}_snapshot.json`);
  expect(snapshots.toSorted()).toEqual(stamps.toSorted());
  const chain = stamps.map((name) => JSON.parse(readFileSync(path.join(FOLDER, "meta", name), "utf8")));
  const broken = stamps.filter((_, at) => at > 0 && chain[at].prevId !== chain[at - 1].id);
  expect(broken).toEqual([]);
});
