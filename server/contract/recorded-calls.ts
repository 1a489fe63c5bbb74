import type { CallDetail } from "./calls";

/** Whether a call has a recording or a voicemail whose audio was not deleted. No schemas, so that the first screen can load it. */
export const isRecorded = ({ recordings = [] }: Pick<CallDetail, "recordings">): boolean =>
  recordings.some(({ deletedAt }) => deletedAt === null);
