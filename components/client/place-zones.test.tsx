import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ConversationRow } from "@/components/conversations/conversation-row";
import { type Actions, ActionsContext } from "@/components/conversations/use-actions";
import { useFormat } from "@/components/ui/use-format";
import type { Place } from "@/server/contract/team";
import { rowOf, uuid } from "@/tests/cached";
import { ana, renderInWorkspace } from "@/tests/workspace";
import { AtPlace, homeZone, PlaceZones } from "./place-zones";

const placeOf = (n: number, name: string, timeZone: string): Place => ({
  ...{ id: uuid(n), kind: "store", code: `${n}`, name, region: "", timeZone },
});
const PINE = placeOf(901, "Pine Street", "America/Los_Angeles");
const MARKET = placeOf(902, "Market Square", "America/Denver");
const AT = "2026-11-24T20:05:00.000Z";

beforeEach(() => void vi.stubEnv("TZ", "America/Denver"));
afterEach(() => {
  cleanup();
  vi.unstubAllEnvs();
});

function Time() {
  const format = useFormat();
  return <p>{`${format.clockTime(AT)}, ${format.fullTime(AT)}`}</p>;
}
const draw = (ui: React.ReactNode, places = [PINE, MARKET], me = ana) =>
  renderInWorkspace(<PlaceZones>{ui}</PlaceZones>, { "team.places": () => places }, new Map(), me);

test("a time is on the clocks of its place, and names the zone where the reader's clocks show another time", async () => {
  draw(
    <AtPlace placeId={PINE.id}>
      <Time />
    </AtPlace>,
  );
  expect(await screen.findByText("12:05 PST, Nov 24, 2026, 12:05:00 PM PST")).toBeTruthy();
});

test("a zone whose clocks show the reader's time is not named", async () => {
  const desert = placeOf(903, "Desert Ridge", "America/Phoenix");
  draw(
    <AtPlace placeId={desert.id}>
      <Time />
    </AtPlace>,
    [PINE, desert],
  );
  expect(await screen.findByText("13:05, Nov 24, 2026, 1:05:00 PM")).toBeTruthy();
});

test("each row of a list is on the clocks of its own place", async () => {
  const snoozed = (n: number, place: Place) =>
    rowOf(n, { place, status: "snoozed", snoozedUntil: AT, lastMessageAt: AT, channel: "twilio-sms" });
  const props = {
    hasLeft: false,
    isOpen: false,
    isCursor: false,
    isUnread: false,
    hasMention: false,
    onOpen: () => {},
  };
  draw(
    <ActionsContext value={{} as Actions}>
      <ConversationRow row={snoozed(1, PINE)} {...props} />
      <ConversationRow row={snoozed(2, MARKET)} {...props} />
    </ActionsContext>,
  );
  expect(await screen.findByText(/12:05 PST$/)).toBeTruthy();
  expect(screen.getByText(/13:05$/)).toBeTruthy();
  expect(screen.getAllByTitle(/20/).map((age) => age.title)).toEqual([
    "Nov 24, 2026, 12:05:00 PM PST",
    "Nov 24, 2026, 1:05:00 PM",
  ]);
});

test("a time about no place is in the zone that the reader's places share, else in the device's", async () => {
  const at = (...placeIds: string[]) => ({ ...ana, scope: { all: false, placeIds } });
  const all = { ...ana, scope: { all: true, placeIds: [] } };
  expect(homeZone(at(PINE.id), [PINE, MARKET])).toBe("America/Los_Angeles");
  expect(homeZone(at(PINE.id, MARKET.id), [PINE, MARKET])).toBeUndefined();
  expect(homeZone(all, [PINE])).toBe("America/Los_Angeles");
  expect(homeZone(at(), [PINE])).toBeUndefined();
  draw(<Time />, [PINE], all);
  expect(await screen.findByText(/^12:05 PST/)).toBeTruthy();
});

test("a place that is not known leaves the zone as it is around it", async () => {
  const inPine = { ...ana, scope: { all: false, placeIds: [PINE.id] } };
  draw(
    <AtPlace placeId={uuid(999)}>
      <Time />
    </AtPlace>,
    [PINE],
    inPine,
  );
  expect(await screen.findByText(/^12:05 PST/)).toBeTruthy();
});
