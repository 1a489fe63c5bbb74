import { DomainError } from "@/server/contract/errors";
import type { SettingDefinition } from "@/server/contract/setting";
import {
  callbackOffer,
  callLanguage,
  cardEntry,
  customerRingSeconds,
  dispositions,
  maxWaitSeconds,
  menu,
  overflowPlace,
  queueAnnouncement,
  recordCalls,
  rescueText,
  ringSeconds,
  supervision,
  transcription,
  voicemail,
  webCalls,
  wrapUpSeconds,
} from "../calls/settings";
import { quietHours } from "../consent/settings";
import { autoReply } from "../conversations/auto-reply/settings";
import { waitThresholds } from "../conversations/inbox/settings";
import { reopenWindow } from "../conversations/receiving/settings";
import { stopOnReply } from "../conversations/scheduling/settings";
import { undoSeconds } from "../conversations/sending/settings";
import { closures, holidays, openingHours, timeZone } from "../hours/settings";

/** Every setting, in the order of the screen. Each noun declares its own settings and adds a line here. */
export const SETTINGS = [
  timeZone,
  openingHours,
  holidays,
  closures,
  autoReply,
  quietHours,
  reopenWindow,
  undoSeconds,
  stopOnReply,
  waitThresholds,
  menu,
  webCalls,
  ringSeconds,
  maxWaitSeconds,
  queueAnnouncement,
  callbackOffer,
  voicemail,
  callLanguage,
  overflowPlace,
  wrapUpSeconds,
  dispositions,
  customerRingSeconds,
  supervision,
  recordCalls,
  transcription,
  cardEntry,
  rescueText,
] as readonly SettingDefinition[];

/** @throws DomainError "not_found" */
export function settingByKey(key: string): SettingDefinition {
  const found = SETTINGS.find((setting) => setting.key === key);
  if (!found) throw new DomainError("not_found");
  return found;
}
