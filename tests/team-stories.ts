import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { endSession } from "@/server/domain/team/end-session";
import { listPeople } from "@/server/domain/team/list-people";
import { listPlaces } from "@/server/domain/team/list-places";
import { getPreferences } from "@/server/domain/team/preferences";
import { savePreferences } from "@/server/domain/team/save-preferences";
import type { TwoStores } from "./two-stores";

/** What screens show of people, places and the person's own choices, freshly fetched. */
export const teamScreens = async (ctx: Ctx<PersonActor>) => ({
  people: await listPeople(ctx),
  places: await listPlaces(ctx),
  preferences: await getPreferences(ctx),
});

/** Stories of `replay.db.test.ts` about a person alone. */
export const teamStories = {
  "preferences.changed": async (s: TwoStores) => () => savePreferences(s.as(s.ana), { messageSound: false }),
  "session.ended": async (s: TwoStores) => () => endSession(s.system(), { sid: s.abe.sid }),
};
