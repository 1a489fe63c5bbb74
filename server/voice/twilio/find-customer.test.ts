import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { ListedCall } from "./api";
import { findCustomerCall } from "./find-customer";
import { callIdOf } from "./names";

const startedAt = new Date("2026-03-02T10:00:00Z");
const after = (seconds: number) => new Date(startedAt.getTime() + seconds * 1000);
const listed = (sid: string, seconds: number, isOutgoing = true): ListedCall => ({
  ...{ sid, isOutgoing, createdAt: after(seconds) },
});

/** The calls that Twilio lists, by "from>to"; "" for all of the account. */
function find(
  lists: Record<string, ListedCall[]>,
  { direction = "out" as "in" | "out", address = "ours" as string | null } = {},
) {
  const api = {
    callsBetween: async (_from: Date, _until: Date, numbers?: { from?: string; to?: string }) =>
      lists[numbers ? `${numbers.from}>${numbers.to}` : ""] ?? [],
  };
  const call = { id: callIdOf("CAcustomer"), direction, contactValue: "maya", endpointId: uuidv7(), startedAt };
  return findCustomerCall({ api, addressOf: async () => address }, call);
}

test("a customer who called is found by our id, which is derived from Twilio's", async () => {
  const lists = { "": [listed("CAother", 0, false), listed("CAcustomer", 4, false)] };
  expect(await find(lists, { direction: "in" })).toBe("CAcustomer");
  expect(await find({}, { direction: "in" })).toBeNull();
});

test("a customer whom we called is found among the calls from our number alone", async () => {
  const lists = { "theirs>maya": [listed("CAtheirs", 0)], "": [listed("CAtheirs", 0)] };
  expect(await find(lists)).toBeNull();
  expect(await find({ ...lists, "ours>maya": [listed("CAours", 9)] })).toBe("CAours");
  expect(await find({ ...lists, "ours>maya": [listed("CAours", 9)] }, { address: null })).toBeNull();
});

test("of several calls to a customer it is the outgoing one that began closest to ours", async () => {
  const calls = [listed("CAbefore", -5), listed("CAin", 1, false), listed("CAours", 2), listed("CAlater", 90)];
  expect(await find({ "ours>maya": calls })).toBe("CAours");
});
