import { expect, test } from "vitest";
import { joinMentions, mentionsIn, splitMentions } from "./mention-text";

const ana = { userId: "1", label: "Ana" };
const anaRuiz = { userId: "2", label: "Ana Ruiz" };

test("a mention is found after its sign, at the beginning of a word and as a whole word", () => {
  expect(splitMentions("Ask @Ana, please", [ana])).toEqual(["Ask ", ana, ", please"]);
  expect(splitMentions("(@Ana)", [ana])).toEqual(["(", ana, ")"]);
  expect(splitMentions("@Ana", [ana])).toEqual([ana]);
  for (const text of ["maya@Ana", "@Anabel", "Ana", "@ Ana", "@ana", ""])
    expect(mentionsIn(text, [ana]), text).toEqual([]);
});

test("the longest name that fits is meant, in whatever order the names are given", () => {
  for (const both of [
    [ana, anaRuiz],
    [anaRuiz, ana],
  ])
    expect(splitMentions("@Ana Ruiz and @Ana", both)).toEqual([anaRuiz, " and ", ana]);
});

test("a name in any alphabet, with signs of its own, is found", () => {
  for (const label of ["Ångström", "O'Neil (Pine Street)", "أنا رويز", "李雷", "A.*"])
    expect(mentionsIn(`Ask @${label}.`, [{ userId: "3", label }])).toEqual([{ userId: "3", label }]);
});

test("somebody who is mentioned twice is one mention, and who was deleted from the text is none", () => {
  expect(mentionsIn("@Ana @Ana", [ana, anaRuiz])).toEqual([ana]);
});

test("joined lists have each label once", () => {
  expect(joinMentions([ana], [{ ...ana, userId: "9" }, anaRuiz])).toEqual([ana, anaRuiz]);
  expect(joinMentions(undefined, undefined)).toEqual([]);
});
