import { expect, test } from "vitest";
import type { SystemLine } from "@/server/contract/conversations";
import { english, englishFormat } from "@/tests/intl";
import { type Reader, systemLine } from "./system-words";

const [ANA, BEN, PINE] = ["a", "b", "p"];
const by = { by: "Ana Ruiz", byId: ANA };
const card = { need: "", facts: "", promises: "", consent: "" };
const fromPine = { from: "Pine Street", fromId: PINE };
const toBen = { to: "Ben Okafor", toId: BEN };
const toPine = { to: "Pine Street", toId: PINE };

const LINES: [SystemLine, own: string, other: string][] = [
  [{ type: "claimed", ...by }, "You claimed it", "Claimed by Ana Ruiz"],
  [{ type: "resolved", ...by }, "You resolved it", "Resolved by Ana Ruiz"],
  [{ type: "reopened", ...by }, "You reopened it", "Reopened by Ana Ruiz"],
  [
    { type: "assigned", ...by, ...fromPine, ...toBen },
    "You assigned it from Pine Street to Ben Okafor",
    "Ana Ruiz assigned it from Pine Street to Ben Okafor",
  ],
  [
    { type: "undone", ...by, action: "claim", ...toPine },
    "You undid the claim: it went back to Pine Street",
    "Ana Ruiz undid the claim: it went back to Pine Street",
  ],
  [
    { type: "transfer_offered", ...by, to: "Harbor", toId: "h", card, expiresAt: "" },
    "You offered it to Harbor",
    "Ana Ruiz offered it to Harbor",
  ],
  [
    { type: "transfer_accepted", ...by, from: "Ben Okafor", fromId: BEN },
    "You accepted the transfer from Ben Okafor",
    "Ana Ruiz accepted the transfer from Ben Okafor",
  ],
  [
    { type: "transfer_declined", ...by, reason: "No stock", ...toBen },
    "You declined: “No stock”. It went back to Ben Okafor",
    "Ana Ruiz declined: “No stock”. It went back to Ben Okafor",
  ],
  [{ type: "transfer_withdrawn", ...by }, "You withdrew the transfer", "Ana Ruiz withdrew the transfer"],
];

const reader = (meId: string, names: Record<string, string> = {}): Reader => ({
  meId,
  nameOf: (id) => names[id],
  channelLabel: (channel) => channel,
  t: english("systemLines"),
  format: englishFormat(),
});

test.each(LINES)(
  "a line about %o speaks to whoever did it as “you”, and of them to everybody else",
  (line, own, other) => {
    expect(systemLine(line, reader(ANA))).toBe(own);
    expect(systemLine(line, reader("somebody else"))).toBe(other);
  },
);

test("the previous and the new assignee read “you”", () => {
  const fromBen = { from: "Ben Okafor", fromId: BEN };
  const read = (line: SystemLine) => systemLine(line, reader(BEN));
  expect(read({ type: "assigned", ...by, ...fromPine, ...toBen })).toBe("Ana Ruiz assigned it from Pine Street to you");
  expect(read({ type: "assigned", ...by, ...fromBen, ...toPine })).toBe("Ana Ruiz assigned it from you to Pine Street");
  expect(read({ type: "transfer_offered", ...by, ...toBen, card, expiresAt: "" })).toBe("Ana Ruiz offered it to you");
  expect(read({ type: "transfer_accepted", ...by, ...fromBen })).toBe("Ana Ruiz accepted the transfer from you");
  expect(read({ type: "transfer_expired", ...toBen })).toBe("No one accepted in time. It went back to you");
});

test("a person who assigns a conversation to themselves reads “yourself”", () => {
  const line: SystemLine = { type: "assigned", ...by, ...fromPine, to: "Ana Ruiz", toId: ANA };
  expect(systemLine(line, reader(ANA))).toBe("You assigned it from Pine Street to yourself");
});

test("people and places are shown by their current names", () => {
  const now = reader("c", { [ANA]: "Ana Lopez", [BEN]: "Ben Adeyemi", [PINE]: "Pine & 4th" });
  const line: SystemLine = { type: "assigned", ...by, ...fromPine, ...toBen };
  expect(systemLine(line, now)).toBe("Ana Lopez assigned it from Pine & 4th to Ben Adeyemi");
});

test("a line without ids shows the stored names, even to a person with the same name", () => {
  const line: SystemLine = { type: "assigned", by: "Sam Twin", byId: null, from: "Sam Twin", fromId: null, ...toBen };
  expect(systemLine(line, reader(ANA, { [ANA]: "Sam Twin" }))).toBe("Sam Twin assigned it from Sam Twin to Ben Okafor");
});

test("an offer that expired went back to the owner", () => {
  expect(systemLine({ type: "transfer_expired", to: "Ana Ruiz", toId: ANA }, reader(BEN))).toBe(
    "No one accepted in time. It went back to Ana Ruiz",
  );
});
