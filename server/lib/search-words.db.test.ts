import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { rowsOf } from "@/db/sql";
import { freshDb } from "@/tests/db";
import { wordsOf } from "./search-words";

let db: Db;
beforeAll(async () => {
  db = (await freshDb()).db;
});

const TEXTS = [
  "Do you have these in size 10?",
  "Zoë O’Brien-Núñez, d'Arc & co.",
  "Straße 12 – Łódź, Ørsted, Đorđe, Æsir, cœur",
  "jane_doe+shop@example.co.uk / (206) 555-0142",
  "ΑΘΉΝΑ Ωμέγας, МОСКВА Ёлка Київ",
  "ﬁne ½ ２０６ №5 #1042 €50 «ja» … ok👍great ❤️ yes",
  "I\u00adnvisible zero\u200bwidth \u{1d400}",
  "tab\tand\nline",
];

test.each(TEXTS)("the database and the server fold %j to the same words", async (text) => {
  const [row] = await rowsOf<{ folded: string }>(db, sql`select search_fold(${text}) as folded`);
  expect(row?.folded.split(/\s+/).filter(Boolean)).toEqual(wordsOf(text).map(({ word }) => word));
});

test("every word says where it stands in the text", () => {
  const text = "Hi Zoë O’Brien!";
  expect(wordsOf(text).map(({ from, to }) => text.slice(from, to))).toEqual(["Hi", "Zoë", "O’Brien"]);
});
