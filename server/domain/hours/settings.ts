import { z } from "zod";
import { isTimeZone } from "@/server/contract/commerce";
import { HolidayList, OpeningHours } from "@/server/contract/hours";
import { defineSetting } from "@/server/contract/setting";

/** In which zone a place's hours are meant. Its system of record knows; an administrator may correct it. */
export const timeZone = defineSetting({
  key: "hours.time_zone",
  schema: z.string().min(1).max(60).refine(isTimeZone, "Choose a time zone from the list."),
  default: "UTC",
  fromRecord: (place) => place.timeZone,
  scopes: ["place"],
  editor: "time_zone",
});

/** When a place answers. Around the clock until somebody says otherwise. */
export const openingHours = defineSetting<OpeningHours>({
  key: "hours.opening_hours",
  schema: OpeningHours,
  default: { kind: "always" },
  scopes: ["organization", "region", "place"],
  editor: "weekly_hours",
});

/** Days on which other hours apply than the week's, at all places of the scope. */
export const holidays = defineSetting<HolidayList>({
  key: "hours.holidays",
  schema: HolidayList,
  default: [],
  scopes: ["organization", "region", "place"],
  editor: "closures",
});

/** The same at one place only, beside its holidays: an inventory day, a burst pipe. */
export const closures = defineSetting<HolidayList>({
  key: "hours.closures",
  schema: HolidayList,
  default: [],
  scopes: ["place"],
  editor: "closures",
});
