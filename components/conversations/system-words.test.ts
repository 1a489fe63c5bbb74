import { expect, test } from "vitest";
import type { SystemLine } from "@/server/contract/conversations";
import { english, englishFormat } from "@/tests/intl";
import { systemLine } from "./system-words";

const texts = {
  t: english("systemLines"),
  format: englishFormat(),
  channelLabel: (channel: string) => channel,
};
const by = "Ana Ruiz";
const card = { need: "", facts: "", promises: "", consent: "" };
const LINES: [SystemLine, own: string, other: string][] = [
  [{ type: "claimed", by }, "You claimed it", "Claimed by Ana Ruiz"],
  [{ type: "resolved", by }, "You resolved it", "Resolved by Ana Ruiz"],
  [{ type: "reopened", by }, "You reopened it", "Reopened by Ana Ruiz"],
  [
    { type: "assigned", by, from: "Pine Street", to: "Ben Okafor" },
    "You assigned it from Pine Street to Ben Okafor",
    "Ana Ruiz assigned it from Pine Street to Ben Okafor",
  ],
  [
    { type: "undone", by, action: "claim", to: "Pine Street" },
    "You undid the claim: it went back to Pine Street",
    "Ana Ruiz undid the claim: it went back to Pine Street",
  ],
  [
    { type: "transfer_offered", by, to: "Harbor", card, expiresAt: "" },
    "You offered it to Harbor",
    "Ana Ruiz offered it to Harbor",
  ],
  [
    { type: "transfer_accepted", by, from: "Ben Okafor" },
    "You accepted the transfer from Ben Okafor",
    "Ana Ruiz accepted the transfer from Ben Okafor",
  ],
  [
    { type: "transfer_declined", by, reason: "No stock", to: "Ben Okafor" },
    "You declined: “No stock”. It went back to Ben Okafor",
    "Ana Ruiz declined: “No stock”. It went back to Ben Okafor",
  ],
  [{ type: "transfer_withdrawn", by }, "You withdrew the transfer", "Ana Ruiz withdrew the transfer"],
];

test.each(LINES)(
  "a line about %o speaks to whoever did it as “you”, and of them to everybody else",
  (line, own, other) => {
    expect(systemLine(line, true, texts)).toBe(own);
    expect(systemLine(line, false, texts)).toBe(other);
  },
);

test("an offer that ran out went back to whoever had it", () => {
  expect(systemLine({ type: "transfer_expired", to: "Ana Ruiz" }, false, texts)).toBe(
    "No one accepted in time. It went back to Ana Ruiz",
  );
});
