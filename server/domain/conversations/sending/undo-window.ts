import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { isPersonal } from "../record/undo-record";
import { undoSeconds } from "./settings";

/** When a person's message from this place leaves if its screen offers to take it back; null: at once. */
export async function leavesAt(write: Write, placeId: Id, undoable: boolean): Promise<Date | null> {
  if (!undoable || !isPersonal(write)) return null;
  const seconds = await write.settings.get(undoSeconds, placeId);
  return seconds === 0 ? null : new Date(write.now.getTime() + seconds * 1000);
}
