import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PresenceView } from "@/server/contract/team";
import { Presence } from "./presence";
import { PresencePush } from "./presence-push";
import { NO_SUBSCRIPTION, type StaffSocket } from "./staff";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Fake screens that record what is sent to them. */
function screens() {
  const sockets = new Map<string, StaffSocket>();
  const sent: { socketIds: string[]; changed: PresenceView[] }[] = [];
  const presence: Presence = new Presence({
    now: () => Date.now(),
    changed: (userId, scopes) => push.add(userId, scopes),
  });
  const push = new PresencePush({
    presence,
    sockets: () => sockets.values(),
    send: (socketIds, changed) => void sent.push({ socketIds, changed }),
  });
  const join = (userId: string, placeId: string) => {
    const scope = { all: false, placeIds: [placeId] };
    sockets.set(userId, {
      id: userId,
      data: { actor: { id: userId, scope }, subscription: NO_SUBSCRIPTION },
    } as unknown as StaffSocket);
    presence.connected(userId, { userId, scope, memberOf: [placeId] });
  };
  return { presence, push, join, sent };
}

test("a thousand people of one place who reconnect together cost one message per screen, encoded once", () => {
  const { join, sent } = screens();
  for (let n = 0; n < 1000; n++) join(`person ${n}`, "pine");
  vi.advanceTimersByTime(1000);
  expect(sent.map(({ socketIds, changed }) => [socketIds.length, changed.length])).toEqual([[1000, 1000]]);
});

test("one change is pushed at once; those that follow within half a second are pushed together", () => {
  const { presence, join, sent } = screens();
  for (const who of ["ana", "ben", "cora"]) join(who, "pine");
  vi.advanceTimersByTime(1000);
  sent.length = 0;
  presence.set("ana", "break");
  vi.advanceTimersByTime(1);
  expect(sent).toHaveLength(1);
  presence.set("ben", "break");
  presence.set("cora", "away");
  presence.set("cora", "break");
  vi.advanceTimersByTime(400);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(sent[1]?.changed.map(({ userId, status }) => `${userId} ${status}`)).toEqual(["ben break", "cora break"]);
  vi.advanceTimersByTime(5000);
  expect(sent).toHaveLength(2);
});

test("a person who moves to another place is visible at both, with their current availability", () => {
  const { join, sent } = screens();
  join("ana", "pine");
  join("ben", "oak");
  join("cora", "pine");
  vi.advanceTimersByTime(1000);
  sent.length = 0;
  join("cora", "oak");
  vi.advanceTimersByTime(1000);
  const received = sent.flatMap(({ socketIds, changed }) =>
    socketIds.map((id) => `${id}: ${changed.map((one) => one.userId)}`),
  );
  expect(received.sort()).toEqual(["ana: cora", "ben: cora", "cora: cora"]);
});
