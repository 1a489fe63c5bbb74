import { z } from "zod";
import { isTimeZone } from "@/server/contract/commerce";
import { HolidayList, OpeningHours } from "@/server/contract/hours";
import { defineSetting } from "@/server/contract/setting";

/** The time zone of a place's hours, by default from its system of record. */
export const timeZone = defineSetting({
  key: "hours.time_zone",
  schema: z.string().min(1).max(60).refine(isTimeZone, "timeZoneUnknown"),
  default: "UTC",
  fromRecord: (place) => place.timeZone,
  scopes: ["place"],
  editor: "time_zone",
});

/** The weekly opening hours of a place, by default around the clock. */
export const openingHours = defineSetting<OpeningHours>({
  key: "hours.opening_hours",
  schema: OpeningHours,
  default: { kind: "always" },
  scopes: ["organization", "region", "place"],
  editor: "weekly_hours",
});

/** Days with other hours than the week's, at all places of the scope. */
export const holidays = defineSetting<HolidayList>({
  key: "hours.holidays",
  schema: HolidayList,
  default: [],
  scopes: ["organization", "region", "place"],
  editor: "closures",
});

/** Days with other hours at one place, in addition to holidays, for example for an inventory. */
export const closures = defineSetting<HolidayList>({
  key: "hours.closures",
  schema: HolidayList,
  default: [],
  scopes: ["place"],
  editor: "closures",
});
