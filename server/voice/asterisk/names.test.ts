import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { accountOf, accountOfChannel, callIdOf, legChannel, legOf, tabOf } from "./names";

test("the account of a tab names the tab and its sign-in, and fits into the name of a channel", () => {
  const tab = { sessionId: uuidv7(), deviceId: uuidv7() };
  const account = accountOf(tab);
  expect(tabOf(account)).toEqual(tab);
  const name = `PJSIP/${account}-0000001f`;
  expect(name.length).toBeLessThan(80);
  expect(accountOfChannel(name)).toBe(account);
});

test("other accounts and channels are not taken for ours", () => {
  expect([
    tabOf("pbx"),
    tabOf("sl-desk-phone"),
    legOf("edge-1764410400.7"),
    accountOfChannel("Local/700@x-1;1"),
  ]).toEqual([...[null, null, null], ""]);
});

test("a channel names its leg at every attempt, and a channel of the trunk is one call for ever", () => {
  const legId = uuidv7();
  expect([legOf(legChannel(legId, 1)), legOf(legChannel(legId, 12))]).toEqual([legId, legId]);
  expect(callIdOf("edge-1.1")).toBe(callIdOf("edge-1.1"));
  expect(callIdOf("edge-1.1")).not.toBe(callIdOf("edge-1.2"));
});
