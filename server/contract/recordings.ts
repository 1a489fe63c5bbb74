import * as z from "zod";
import { Id } from "./ids";

export const PlayRecording = z.strictObject({ recordingId: Id });
/** `url`: for the person who asked, for some hours. */
export type RecordingToPlay = { url: string };
