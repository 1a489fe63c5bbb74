import { SavePreferences } from "@/server/contract/preferences";
import { ChangePassword, PersonInput, SavePerson, SetDisabled, SetPassword } from "@/server/contract/team";
import { getBoard } from "@/server/domain/conversations/workload/board";
import { disableEffects } from "@/server/domain/conversations/workload/disable-effects";
import { setDisabled } from "@/server/domain/conversations/workload/set-disabled";
import { changePassword } from "@/server/domain/team/change-password";
import { getMe } from "@/server/domain/team/get-me";
import { listAccounts, listPeople } from "@/server/domain/team/list-people";
import { listPlaceNames, listPlaces } from "@/server/domain/team/list-places";
import { getPreferences } from "@/server/domain/team/preferences";
import { savePerson } from "@/server/domain/team/save-person";
import { savePreferences } from "@/server/domain/team/save-preferences";
import { setPassword } from "@/server/domain/team/set-password";
import { admin, lead, router, staff } from "../procedures";

export const teamRouter = router({
  me: staff.query(({ ctx }) => getMe(ctx)),
  preferences: staff.query(({ ctx }) => getPreferences(ctx)),
  savePreferences: staff.input(SavePreferences).mutation(({ ctx, input }) => savePreferences(ctx, input)),
  places: staff.query(({ ctx }) => listPlaces(ctx)),
  placeNames: admin.query(({ ctx }) => listPlaceNames(ctx)),
  people: staff.query(({ ctx }) => listPeople(ctx)),
  board: lead.query(({ ctx }) => getBoard(ctx)),
  accounts: admin.query(({ ctx }) => listAccounts(ctx)),
  savePerson: admin.input(SavePerson).mutation(({ ctx, input }) => savePerson(ctx, input)),
  disableEffects: admin.input(PersonInput).query(({ ctx, input }) => disableEffects(ctx, input)),
  setDisabled: admin.input(SetDisabled).mutation(({ ctx, input }) => setDisabled(ctx, input)),
  setPassword: admin.input(SetPassword).mutation(({ ctx, input }) => setPassword(ctx, input)),
  changePassword: staff.input(ChangePassword).mutation(({ ctx, input }) => changePassword(ctx, input)),
});
